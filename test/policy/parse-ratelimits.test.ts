import { describe, expect, it } from 'vitest';
import { parseRateLimitPolicy } from '../../src/policy/parse.ts';
import { dump } from './dump.ts';
import { problems } from './problems-of.ts';

const one = (rule: string) => `version: 1\nrules:\n  - {name: a, ${rule}}\n`;

describe('a rate-limit policy', () => {
  it('is read with all that the format has', async () => {
    const text = `version: "1"
rules:
  - name: prod
    profiles: ["prod-*"]
    cooldown: 30m
    max_per_user: 3
    max_per_profile: 10
    quota_window: 24h
    escalation_threshold: 2
  - {name: rest, cooldown: 5m}
`;
    expect(dump(await parseRateLimitPolicy(text, 'x'))).toEqual({
      version: '1',
      rules: [
        {
          name: 'prod',
          profiles: ['prod-*'],
          cooldown: 1800,
          maxPerUser: 3,
          maxPerProfile: 10,
          quotaWindow: 86_400,
          escalationThreshold: 2,
        },
        { name: 'rest', cooldown: 300 },
      ],
    });
  });

  it.each<[string, string, string[]]>([
    [
      'a quota without a window',
      one('cooldown: 30m, max_per_user: 3'),
      ['3:5 a rate-limit rule with max_per_user needs "quota_window"'],
    ],
    [
      'an escalation without a window',
      one('escalation_threshold: 2'),
      ['3:5 a rate-limit rule with escalation_threshold needs "quota_window"'],
    ],
    [
      'a quota of nothing',
      one('max_per_profile: 0, quota_window: 1d'),
      ['3:32 max_per_profile must be a whole number from 1 on'],
    ],
    [
      'a negative quota',
      one('max_per_profile: -3, quota_window: 1d'),
      ['3:32 max_per_profile must be a whole number from 1 on'],
    ],
    [
      'no number',
      one('max_per_user: .inf, quota_window: 1d'),
      ['3:29 max_per_user must be a whole number from 1 on'],
    ],
    [
      'a number for a duration',
      one('cooldown: 30'),
      ['3:25 cooldown must be a string, not a number; write "30"'],
    ],
    [
      'unknown key',
      one('cool_down: 30m'),
      ['3:15 unknown key "cool_down" in a rate-limit rule; did you mean "cooldown"?'],
    ],
    [
      'users, which it has not',
      one('users: [alice]'),
      [
        '3:15 unknown key "users" in a rate-limit rule; a rate-limit rule has name, profiles, cooldown, max_per_user, max_per_profile, quota_window, escalation_threshold',
      ],
    ],
    [
      'two rules of one name',
      'version: 1\nrules: [{name: a}, {name: a}]',
      ['2:27 rule 1 is called "a" already'],
    ],
  ])('is refused: %s', async (_, text, expected) => {
    expect(await problems(text, parseRateLimitPolicy)).toEqual(expected);
  });
});
