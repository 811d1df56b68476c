/** Policies and requests small enough to meet often. */
import fc from 'fast-check';
import type { Principal } from '../../src/identity/types.ts';
import {
  type AccessPolicy,
  type AccessRequest,
  type Conditions,
  DAYS,
  EFFECTS,
  MODES,
  type Rule,
  type TimeWindow,
} from '../../src/policy/types.ts';

export const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
] as const;

/** Days on which one of the zones changes its offset, a plain one, and the day that Samoa left out. */
export const TURNS = [
  '2026-03-29', // Berlin springs forward
  '2026-10-25', // Berlin falls back
  '2026-03-08', // New York, St John's
  '2026-11-01',
  '2026-04-05', // Lord Howe, by half an hour
  '2026-10-04',
  '2026-02-15', // Casablanca, for Ramadan
  '2026-03-22',
  '2011-12-30', // Samoa: no such Friday
  '2026-07-15',
].map((day) => Date.parse(`${day}T00:00:00Z`));

export const MINUTES_OF_DAY = [0, 1, 60, 90, 119, 120, 121, 150, 180, 181, 540, 1080, 1320, 1439];

export const principals: readonly Principal[] = [
  user('alice'),
  user('dev-bob'),
  session('AWSReservedSSO_Admin_0123456789abcdef', 'alice'),
  session('Admin', 'alice'),
  session('CI-build', 'dev-bob'),
];

export const profiles = ['prod', 'prod-db', 'dev', 'staging'];
const roleArns = ['arn:aws:iam::111122223333:role/ProdAdmin', 'arn:aws:iam::444455556666:role/Dev'];

export const window_: fc.Arbitrary<TimeWindow> = fc
  .record(
    {
      days: fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1, maxLength: 6 }),
      hours: fc
        .tuple(
          fc.constantFrom(...MINUTES_OF_DAY),
          fc.constantFrom(...MINUTES_OF_DAY.slice(1), 0, 1440),
        )
        .filter(([start, end]) => start !== end)
        .map(([start, end]) => ({ start, end })),
      timezone: fc.constantFrom(...ZONES),
    },
    { requiredKeys: [] },
  )
  .filter((window) => window.days !== undefined || window.hours !== undefined);

const some = (...words: string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...words), { maxLength: 3 });

const conditions: fc.Arbitrary<Conditions> = fc.record(
  {
    profiles: some('prod', 'prod-*', '*', '*-db', 'd?v', 'p*d*', 'none'),
    users: some('alice', 'dev-*', 'team', '*', '?lice', 'nobody'),
    principals: some('arn:aws:iam::*:user/*', '*assumed-role/Admin/*', '*/alice'),
    roles: some('arn:aws:iam::111122223333:role/Prod*', '*:role/Dev', '*'),
    accounts: some('111122223333', '4444*'),
    mode: fc.uniqueArray(fc.constantFrom(...MODES), { maxLength: 2 }),
    time: window_,
  },
  { requiredKeys: [] },
);

const rule: fc.Arbitrary<Omit<Rule, 'name'>> = fc.record(
  {
    effect: fc.constantFrom(...EFFECTS),
    conditions,
    maxDuration: fc.constantFrom(900, 3600),
    breakglass: fc.constantFrom('allowed' as const, 'never' as const),
    unstamped: fc.constant('allow' as const),
    sessionTable: fc.constant('sessions'),
  },
  { requiredKeys: ['effect', 'conditions'] },
);

export function policyOf(rules: readonly Omit<Rule, 'name'>[], timezone?: string): AccessPolicy {
  return {
    version: '1',
    ...(timezone === undefined ? {} : { timezone }),
    groups: { team: ['alice', 'carol'], nobody: [], 'nobody-either': ['nobody'] },
    trustedPrincipals: ['arn:aws:sts::*:assumed-role/CI-*/*'],
    targets: {},
    rules: rules.map((one, i) => ({ ...one, name: `r${i}` })),
  };
}

export const policy: fc.Arbitrary<AccessPolicy> = fc
  .tuple(
    fc.array(rule, { minLength: 1, maxLength: 6 }),
    fc.option(fc.constantFrom(...ZONES), { nil: undefined }),
  )
  .map(([rules, zone]) => policyOf(rules, zone));

export const moreRules: fc.Arbitrary<Omit<Rule, 'name'>[]> = fc.array(rule, {
  minLength: 1,
  maxLength: 3,
});

export const request: fc.Arbitrary<AccessRequest> = fc.record({
  principal: fc.constantFrom(...principals),
  profile: fc.constantFrom(...profiles),
  roleArn: fc.option(fc.constantFrom(...roleArns)),
  account: fc.option(fc.constantFrom('111122223333', '444455556666')),
  mode: fc.constantFrom(...MODES),
});

/** An instant near a change of offset, not on a whole minute. */
export const instant: fc.Arbitrary<number> = fc
  .tuple(
    fc.constantFrom(...TURNS),
    fc.integer({ min: -1440, max: 1440 }),
    fc.integer({ min: 0, max: 59_999 }),
  )
  .map(([day, minutes, milliseconds]) => day + minutes * 60_000 + milliseconds);

export function user(rawName: string): Principal {
  return {
    arn: `arn:aws:iam::111122223333:user/${rawName}`,
    account: '111122223333',
    partition: 'aws',
    type: 'user',
    role: null,
    rawName,
    userId: 'AIDAEXAMPLE',
  };
}

export function session(role: string, rawName: string): Principal {
  return {
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/${rawName}`,
    account: '111122223333',
    partition: 'aws',
    type: 'assumed-role',
    role,
    rawName,
    userId: `AROAEXAMPLE:${rawName}`,
  };
}
