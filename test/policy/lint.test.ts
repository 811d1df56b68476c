import { describe, expect, it } from 'vitest';
import { lint } from '../../src/policy/lint/lint.ts';
import type { Surroundings } from '../../src/policy/lint/shared.ts';
import { checkStrict } from '../../src/policy/parse.ts';
import { accessPolicy } from '../../src/policy/schema/access.ts';

const DENY = '  - {name: rest, effect: deny, conditions: {}}';

/** The warnings of a policy with these rules (before a catch-all), as `line message`. */
async function warnings(
  rules: string[],
  around: Surroundings = {},
  head = 'timezone: UTC',
): Promise<string[]> {
  const text = ['version: 1', head, 'rules:', ...rules.map((rule) => `  - {${rule}}`), DENY].join(
    '\n',
  );
  const { value, problems, place } = await checkStrict(text, accessPolicy);
  expect(problems).toEqual([]);
  return value
    ? lint(value, around).map(({ path, message }) => `${place(path).line} ${message}`)
    : [];
}

const roles = 'roles: ["arn:aws:iam::111122223333:role/A"]';
const hours = (start: string, end: string, zone = 'UTC'): string =>
  `time: {hours: {start: "${start}", end: "${end}"}, timezone: ${zone}}`;

describe('lint', () => {
  it('has nothing against a sound policy', async () => {
    expect(
      await warnings([
        `name: freeze, effect: deny, conditions: {profiles: [prod], ${roles}, time: {days: [sunday]}}`,
        `name: prod, effect: require_approval, conditions: {profiles: [prod], ${roles}}`,
        'name: dev, effect: allow, conditions: {profiles: [dev], accounts: ["444455556666"]}',
      ]),
    ).toEqual([]);
  });

  it('tells a group that names nobody', async () => {
    const head = 'timezone: UTC\ngroups: {team: [alice], nobody: []}';
    expect(
      await warnings(
        [`name: a, effect: allow, conditions: {users: [team, nobody], ${roles}}`],
        {},
        head,
      ),
    ).toEqual(['5 the group "nobody" is empty: it names nobody']);
  });

  it.each<[string, string[], RegExp[]]>([
    [
      'shadowed',
      [
        'name: a, effect: deny, conditions: {profiles: ["prod-*"]}',
        'name: b, effect: allow, conditions: {profiles: [prod-db], accounts: ["1*"]}',
      ],
      [/^5 shadowed: "a" takes every request of it first$/],
    ],
    [
      'shadowed by the same effect',
      [
        'name: a, effect: deny, conditions: {profiles: ["*"], mode: [cli]}',
        'name: b, effect: deny, conditions: {profiles: [x], mode: [cli]}',
      ],
      [/^5 shadowed/],
    ],
    [
      'shadowed through a group',
      [
        'name: a, effect: deny, conditions: {users: [alice, "b*"]}',
        'name: b, effect: deny, conditions: {users: [team]}',
      ],
      [/^5 shadowed/],
    ],
    [
      'shadowed by the account of its role',
      [
        'name: a, effect: deny, conditions: {accounts: ["1111*"]}',
        `name: b, effect: deny, conditions: {${roles}}`,
      ],
      [/^5 shadowed/],
    ],
    [
      'shadowed inside a window',
      [
        `name: a, effect: deny, conditions: {${hours('08:00', '20:00')}}`,
        `name: b, effect: deny, conditions: {profiles: [x], ${hours('09:00', '18:00')}}`,
      ],
      [/^5 shadowed/],
    ],
    [
      'allow before a narrower deny that it takes whole',
      [
        `name: a, effect: allow, conditions: {${roles}}`,
        `name: b, effect: deny, conditions: {${roles}, profiles: [prod]}`,
      ],
      [/^5 shadowed: .*a narrower deny must stand before the allow$/],
    ],
    [
      'allow before a narrower deny that it takes in part',
      [
        `name: a, effect: allow, conditions: {users: ["sre-*"], ${roles}}`,
        'name: b, effect: deny, conditions: {profiles: [prod]}',
      ],
      [/^5 "a" allows before this narrower deny is asked$/],
    ],
    [
      'profiles without target',
      ['name: a, effect: require_approval, conditions: {profiles: [free]}'],
      [/^4 anyone may point "free" at another role/],
    ],
    [
      'windows that overlap',
      [
        `name: a, effect: deny, conditions: {profiles: [x], users: [alice], ${hours('08:00', '12:00')}}`,
        `name: b, effect: require_server, conditions: {${roles}, ${hours('11:59', '20:00')}}`,
      ],
      [/^5 its window overlaps that of "a", which says deny and comes first$/],
    ],
    [
      'windows that overlap across zones',
      [
        `name: a, effect: deny, conditions: {users: [alice], ${hours('08:00', '12:00', 'Europe/Berlin')}}`,
        `name: b, effect: require_server, conditions: {${hours('05:59', '06:30', 'UTC')}}`,
      ],
      [/^5 its window overlaps/],
    ],
    [
      'a group that is not there',
      ['name: a, effect: deny, conditions: {users: [teams]}'],
      [/^4 there is no group "teams"; did you mean "team"\?$/],
    ],
  ])('%s', async (_, rules, expected) => {
    const found = await warnings(rules, {}, 'timezone: UTC\ngroups: {team: [alice, bob]}');
    // The extra line of the groups moves every rule down by one.
    const lines = found.map((line) => line.replace(/^\d+/, (number) => String(Number(number) - 1)));
    expect(lines).toHaveLength(expected.length);
    for (const [i, pattern] of expected.entries()) expect(lines[i]).toMatch(pattern);
  });

  it.each<[string, string[]]>([
    [
      'windows that only touch',
      [
        `name: a, effect: deny, conditions: {users: [x], ${hours('08:00', '12:00')}}`,
        `name: b, effect: require_server, conditions: {${hours('12:00', '20:00')}}`,
      ],
    ],
    [
      'rules for different modes',
      [
        'name: a, effect: deny, conditions: {mode: [cli]}',
        'name: b, effect: deny, conditions: {mode: [cli, server]}',
      ],
    ],
    [
      'names, which do not count for all',
      [
        'name: a, effect: deny, conditions: {users: ["*"]}',
        'name: b, effect: deny, conditions: {principals: ["*"]}',
      ],
    ],
    [
      'a window of another zone',
      [
        `name: a, effect: deny, conditions: {${hours('00:00', '24:00', 'Asia/Kathmandu')}}`,
        `name: b, effect: deny, conditions: {${hours('09:00', '18:00')}}`,
      ],
    ],
    [
      'a deny that is wider',
      [
        `name: a, effect: allow, conditions: {profiles: [prod-web], ${roles}}`,
        'name: b, effect: deny, conditions: {profiles: ["prod-*"]}',
      ],
    ],
  ])('is silent about %s', async (_, rules) => {
    expect(await warnings(rules)).toEqual([]);
  });

  it('says that a window runs in UTC where no zone is named', async () => {
    const rules = ['name: a, effect: deny, conditions: {time: {days: [monday]}}'];
    expect(await warnings(rules, {}, 'ledger: local')).toEqual([
      expect.stringMatching(/^4 no zone: the window runs in UTC/),
    ]);
  });

  it('says what stands after a catch-all', async () => {
    const rules = [
      'name: all, effect: allow, conditions: {profiles: [], mode: [cli, server, credential_process]}',
      'name: a, effect: deny, conditions: {users: [x]}',
    ];
    expect(await warnings(rules)).toEqual([
      '5 unreachable: the catch-all "all" stands before it',
      '6 unreachable: the catch-all "all" stands before it',
    ]);
  });

  it('misses a catch-all', async () => {
    const text = 'version: 1\nrules: [{name: a, effect: deny, conditions: {users: [x]}}]';
    const { value } = await checkStrict(text, accessPolicy);
    expect(value && lint(value).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^no catch-all/),
    ]);
  });

  it('takes a pinned profile for bound', async () => {
    const head = 'targets: {prod: "arn:aws:iam::111122223333:role/A"}';
    expect(
      await warnings(['name: a, effect: allow, conditions: {profiles: [prod]}'], {}, head),
    ).toEqual([]);
  });

  it('knows the profiles of the machine', async () => {
    const rules = ['name: a, effect: deny, conditions: {profiles: [prod, pord, "x-*"]}'];
    const head = 'targets: {gone: "arn:aws:iam::111122223333:role/A"}';
    expect(await warnings(rules, { profiles: ['prod'] }, head)).toEqual([
      '4 there is no profile "pord" in the AWS config',
      '4 no profile matches "x-*" in the AWS config',
      '2 there is no profile "gone" in the AWS config',
    ]);
  });
});
