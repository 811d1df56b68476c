import { describe, expect, it } from 'vitest';
import { rule, time } from './one-rule.ts';
import { problems } from './problems-of.ts';

describe('line and column of what is wrong', () => {
  it.each<[string, string, string[]]>([
    [
      'unknown key',
      'version: "1"\nrule: []\nrules: [{name: a, effect: deny, conditions: {}}]',
      ['2:1 unknown key "rule" in an access policy; did you mean "rules"?'],
    ],
    [
      'unknown key in a rule',
      rule('conditions: {}', 'efect: deny'),
      ['6:5 unknown key "efect" in a rule; did you mean "effect"?'],
    ],
    [
      'unknown key, nothing near',
      rule('conditions: {colour: red}'),
      [
        '5:18 unknown key "colour" in conditions; conditions has profiles, users, principals, roles, accounts, mode, time',
      ],
    ],
    [
      'duplicate key',
      rule('conditions: {}', 'name: b'),
      ['6:5 duplicate key "name"; it stands in line 3 already'],
    ],
    [
      'missing keys',
      'version: "1"\nrules:\n  - effect: deny',
      ['3:5 a rule needs "name"', '3:5 a rule needs "conditions"'],
    ],
    [
      'no version',
      'rules: [{name: a, effect: deny, conditions: {}}]',
      ['1:1 an access policy needs "version"'],
    ],
    [
      'version',
      'version: 2\nrules: [{name: a, effect: deny, conditions: {}}]',
      ['1:10 version must be "1"'],
    ],
    ['no rules', 'version: 1\nrules: []', ['2:8 rules must not be empty']],
    ['wrong type', 'version: 1\nrules: {a: b}', ['2:8 rules must be a list, not a map']],
    [
      'string for list',
      rule('conditions: {profiles: dev}'),
      ['5:28 profiles must be a list, not a string'],
    ],
    [
      'number for string',
      rule('conditions: {accounts: [111122223333]}'),
      ['5:29 an account must be a string, not a number; write "111122223333"'],
    ],
    [
      'effect',
      'version: 1\nrules: [{name: a, effect: alow, conditions: {}}]',
      ['2:27 effect cannot be "alow"; did you mean allow?'],
    ],
    [
      'effect, upper case',
      'version: 1\nrules: [{name: a, effect: ALLOW, conditions: {}}]',
      ['2:27 effect cannot be "ALLOW"; did you mean allow?'],
    ],
    [
      'effect, a boolean',
      'version: 1\nrules: [{name: a, effect: true, conditions: {}}]',
      [
        '2:27 effect cannot be true or false; it is one of allow, deny, require_approval, require_server, require_server_session',
      ],
    ],
    [
      'empty conditions',
      rule('conditions:'),
      ['5:16 conditions is empty; write {} if the rule is for everything'],
    ],
    ['blank entry', rule('conditions: {users: ["  "]}'), ['5:26 an entry of users is blank']],
    [
      'account',
      rule('conditions: {accounts: ["12-34"]}'),
      ['5:29 an account must be 12 digits, or a glob of digits'],
    ],
    [
      'mode',
      rule('conditions: {mode: [clii]}'),
      ['5:25 a mode cannot be "clii"; did you mean cli?'],
    ],
    ['day', time('days: [Monday]'), ['7:16 a day cannot be "Monday"; did you mean monday?']],
    [
      'hour',
      time('hours: {start: "9:00", end: "18:00"}'),
      ['7:24 start must be a time such as "09:00", not "9:00"'],
    ],
    [
      'hour 24 as start',
      time('hours: {start: "24:00", end: "18:00"}'),
      ['7:24 start must be a time such as "09:00", not "24:00"'],
    ],
    ['half a window', time('hours: {start: "09:00"}'), ['7:16 hours needs "end"']],
    [
      'empty window',
      time('hours: {start: "09:00", end: "09:00"}'),
      ['7:38 start and end are the same; for the whole day leave hours out'],
    ],
    ['time for nothing', time('timezone: UTC'), ['7:9 time needs days or hours']],
    [
      'zone',
      time('{days: [monday], timezone: Europe/Bielefeld}'),
      [
        '7:36 timezone "Europe/Bielefeld" is not a zone of the IANA database, such as Europe/Berlin',
      ],
    ],
    [
      'zone at the top',
      'version: 1\ntimezone: "+02:00"\nrules: [{name: a, effect: deny, conditions: {}}]',
      ['2:11 timezone "+02:00" is not a zone of the IANA database, such as Europe/Berlin'],
    ],
    [
      'duration',
      rule('conditions: {}', 'max_duration: 30'),
      ['6:19 max_duration must be a string, not a number; write "30"'],
    ],
    [
      'duration without unit',
      rule('conditions: {}', 'max_duration: "30"'),
      ['6:19 max_duration is not a duration: "30"; write 90s, 15m, 1h30m or 2d'],
    ],
    [
      'no duration',
      rule('conditions: {}', 'max_duration: 0s'),
      ['6:19 max_duration must be longer than nothing'],
    ],
    [
      'breakglass',
      rule('conditions: {}', 'breakglass: allow'),
      ['6:17 breakglass cannot be "allow"; did you mean allowed?'],
    ],
    [
      'target',
      'version: 1\ntargets: {prod: "arn:aws:iam::111122223333:role/*"}\nrules: [{name: a, effect: deny, conditions: {}}]',
      [
        '2:17 a target must be the ARN of one role, such as arn:aws:iam::111122223333:role/ProdAdmin',
      ],
    ],
    [
      'group with a glob for a name',
      'version: 1\ngroups: {"a*": [b]}\nrules: [{name: a, effect: deny, conditions: {}}]',
      ["2:10 a group's name may hold no * or ?"],
    ],
    [
      'group in itself',
      'version: 1\ngroups: {a: [b], b: [c, a]}\nrules: [{name: a, effect: deny, conditions: {}}]',
      [
        '2:13 the group "a" holds itself, directly or through others',
        '2:21 the group "b" holds itself, directly or through others',
      ],
    ],
    [
      'same name, other bytes',
      'version: 1\nrules: [{name: "\u00e9", effect: deny, conditions: {}}, {name: "e\u0301", effect: deny, conditions: {}}]',
      ['2:59 rule 1 is called "e\u0301" already'],
    ],
    [
      'several at once',
      'version: 3\nrule: []\nrules:\n  - name: a\n    effect: no\n    conditions: {}',
      [
        '1:10 version must be "1"',
        '2:1 unknown key "rule" in an access policy; did you mean "rules"?',
        '5:13 effect cannot be "no"; it is one of allow, deny, require_approval, require_server, require_server_session',
      ],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await problems(text)).toEqual(expected);
  });
});
