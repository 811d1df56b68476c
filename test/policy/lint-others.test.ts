import { describe, expect, it } from 'vitest';
import { lintApprovals } from '../../src/policy/lint/approvals.ts';
import { lintBreakglass } from '../../src/policy/lint/breakglass.ts';
import { lintRateLimits } from '../../src/policy/lint/ratelimits.ts';
import type { Surroundings, Warning } from '../../src/policy/lint/shared.ts';
import { checkStrict } from '../../src/policy/parse.ts';
import { approvalPolicy } from '../../src/policy/schema/approvals.ts';
import { breakglassPolicy } from '../../src/policy/schema/breakglass.ts';
import { rateLimitPolicy } from '../../src/policy/schema/ratelimits.ts';
import type { Reader } from '../../src/policy/yaml/readers.ts';

/** Warnings of a policy with these rules, the first in line 4, as `line message`. */
function warner<T>(read: Reader<T>, lint: (policy: T, around?: Surroundings) => Warning[]) {
  return async (rules: string[], around: Surroundings = {}, head = 'timezone: UTC') => {
    const lines = ['version: 1', head, 'rules:', ...rules.map((rule) => `  - {${rule}}`)];
    const { value, problems, place } = await checkStrict(lines.join('\n'), read);
    expect(problems).toEqual([]);
    const found = value === null ? [] : lint(value, around);
    return found.map(({ path, message }) => `${place(path).line} ${message}`);
  };
}

type Case = [what: string, rules: string[], expected: string[]];
const GROUPS = 'groups: {leads: [carol, dave], nobody: [], none: [nobody]}';

describe('lint of an approval policy', () => {
  const warnings = warner(approvalPolicy, lintApprovals);

  it.each<Case>([
    ['nothing', ['name: a, approvers: [leads], profiles: [prod]', 'name: b, approvers: ["*"]'], []],
    [
      'no such group',
      ['name: a, approvers: [lead]'],
      ['4 there is no group "lead"; did you mean "leads"?'],
    ],
    [
      'an empty group, and one of empty groups',
      ['name: a, approvers: [nobody, none]'],
      [
        '4 the group "nobody" is empty: it names nobody',
        '4 the group "none" is empty: it names nobody',
      ],
    ],
    [
      'more approvals than approvers',
      ['name: a, approvers: [leads, carol], approvals: 3'],
      ['4 asks for 3 approvals and names only 2 who can give one'],
    ],
    ['as many as approvers', ['name: a, approvers: [leads], approvals: 2'], []],
    ['more than are named, and a glob', ['name: a, approvers: [carol, "s*"], approvals: 3'], []],
    [
      'shadowed',
      [
        'name: a, approvers: [leads], profiles: ["prod*"]',
        'name: b, approvers: [carol], profiles: [prod-eu], roles: ["*"]',
      ],
      ['5 shadowed: "a" takes everything of it first'],
    ],
    [
      'shadowed by the account of its roles',
      [
        'name: a, approvers: [leads], accounts: ["111122223333"]',
        'name: b, approvers: [carol], roles: ["arn:aws:iam::111122223333:role/A"]',
      ],
      ['5 shadowed: "a" takes everything of it first'],
    ],
    [
      'not shadowed by a narrower one',
      [
        'name: a, approvers: [leads], profiles: [prod], roles: ["*"]',
        'name: b, approvers: [carol], profiles: [prod]',
      ],
      [],
    ],
    [
      'after a catch-all',
      ['name: a, approvers: [leads]', 'name: b, approvers: [carol], profiles: [prod]'],
      ['5 shadowed: "a" takes everything of it first'],
    ],
    [
      'auto-approval without a zone, by a name that may lead anywhere',
      [
        'name: a, approvers: [leads], profiles: [dev], auto_approve: {users: [alice], time: {days: [monday]}}',
      ],
      [
        '4 no zone: the window runs in UTC; name one here or with timezone: at the top',
        '4 anyone may point "dev" at another role; add roles or accounts',
      ],
    ],
  ])('%s', async (_, rules, expected) => {
    expect(await warnings(rules, {}, GROUPS)).toEqual(expected);
  });

  it('knows the profiles of the machine', async () => {
    expect(
      await warnings(['name: a, approvers: [b], profiles: [pord]'], { profiles: ['prod'] }),
    ).toEqual(['4 there is no profile "pord" in the AWS config']);
  });
});

describe('lint of a break-glass policy', () => {
  const warnings = warner(breakglassPolicy, lintBreakglass);
  const alert = 'alert: [{webhook: "https://hooks.example"}]';

  it.each<Case>([
    ['nothing', [`name: a, users: [leads], ${alert}`], []],
    [
      'nobody is told',
      ['name: a, users: [leads]'],
      [
        '4 no alert: unless the config adds one there is no access, for no alert gets through; add alert, or notify: best_effort',
      ],
    ],
    ['nobody need be told', ['name: a, users: [leads], notify: best_effort'], []],
    [
      'empty groups',
      [`name: a, users: [nobody], closers: [nobody], ${alert}`],
      [
        '4 the group "nobody" is empty: it names nobody',
        '4 the group "nobody" is empty: it names nobody',
      ],
    ],
    [
      'a profile that may lead anywhere',
      [`name: a, users: [carol], profiles: [prod], ${alert}`],
      ['4 anyone may point "prod" at another role; add roles or accounts'],
    ],
    [
      'shadowed: roles do not choose a rule',
      [
        `name: a, users: [leads], roles: ["arn:aws:iam::111122223333:role/A"], ${alert}`,
        `name: b, users: [carol], ${alert}`,
      ],
      ['5 shadowed: "a" takes everything of it first'],
    ],
    [
      'other people, other rule',
      [`name: a, users: [carol], ${alert}`, `name: b, users: [leads], ${alert}`],
      [],
    ],
  ])('%s', async (_, rules, expected) => {
    expect(await warnings(rules, {}, GROUPS)).toEqual(expected);
  });
});

describe('lint of a rate-limit policy', () => {
  const warnings = warner(rateLimitPolicy, lintRateLimits);
  const lint = async (...rules: string[]) =>
    // The format has nothing at its top but the version: a comment keeps the lines.
    warnings(rules, {}, '# limits');

  it.each<Case>([
    [
      'what is suggested',
      [
        'name: a, cooldown: 30m, max_per_user: 3, max_per_profile: 10, quota_window: 24h, escalation_threshold: 2',
      ],
      [],
    ],
    [
      'limits nothing',
      ['name: a'],
      ['4 limits nothing; add cooldown, or max_per_user and quota_window'],
    ],
    [
      'a window in which nothing is counted',
      ['name: a, cooldown: 30m, quota_window: 1d'],
      ['4 nothing is counted in this window; add max_per_user'],
    ],
    [
      'more of one user than of all',
      ['name: a, max_per_user: 5, max_per_profile: 3, quota_window: 1d'],
      ['4 never reached: max_per_profile is 3'],
    ],
    [
      'an escalation that never comes',
      ['name: a, max_per_user: 3, escalation_threshold: 4, quota_window: 1d'],
      ['4 never reached: at most 3 events are let through'],
    ],
    ['only what is escalated', ['name: a, escalation_threshold: 4, quota_window: 1d'], []],
    [
      'shadowed',
      ['name: a, profiles: ["p*"], cooldown: 1m', 'name: b, profiles: [prod], cooldown: 2m'],
      ['5 shadowed: "a" takes everything of it first'],
    ],
  ])('%s', async (_, rules, expected) => {
    expect(await lint(...rules)).toEqual(expected);
  });
});

it('does not compare thousands of rules with one another', async () => {
  const rules = Array.from({ length: 1001 }, (_, i) => `name: r${i}, cooldown: 1m`);
  expect(await warner(rateLimitPolicy, lintRateLimits)(rules, {}, '# limits')).toEqual([
    '4 more than 1000 rules: they are not compared',
  ]);
});
