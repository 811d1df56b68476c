/** `--require-sentinel`: a role that does not demand a stamp is refused, and AWS sees no AssumeRole. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { SentinelError } from '../../src/errors.ts';
import { issue } from '../../src/gate/issue.ts';
import type { IssueRequest } from '../../src/gate/types.ts';
import type { IamRole, IamUser } from '../../src/sandbox/world.ts';
import { openWorld, type TestWorld } from './world.ts';

const DEV = '111122223333';
let world: TestWorld;
let policyRef: string;
let before: number;
let developer: IamRole;
let alice: IamUser;

beforeAll(async () => {
  world = await openWorld();
  const dev = world.sandbox.control.cloud.world.accounts.find(({ id }) => id === DEV);
  const found = dev?.roles.find(({ name }) => name === 'Developer');
  const person = dev?.users.find(({ name }) => name === 'alice');
  if (!dev || !found || !person) throw new Error('the story has changed');
  [developer, alice] = [found, person];
  const open = structuredClone(developer.trust);
  for (const statement of open.Statement) delete statement.Condition;
  dev.roles.push({ ...developer, name: 'Open', trust: open });
  const byRole = structuredClone(developer.trust);
  for (const one of byRole.Statement) {
    one.Principal = { AWS: `arn:aws:iam::${DEV}:role/Developer` };
    one.Condition = { StringLike: { 'sts:SourceIdentity': 'sentinel=*' } };
  }
  dev.roles.push({ ...developer, name: 'Second', trust: byRole });
  const profile = (name: string, role: string, source = 'alice') =>
    `[profile ${name}]\nregion = eu-central-1\nrole_arn = arn:aws:iam::${DEV}:role/${role}\nsource_profile = ${source}\n`;
  await world.awsConfig((text) =>
    [
      text,
      profile('open', 'Open'),
      profile('gone', 'Gone'),
      profile('elsewhere', 'teams/Developer'),
      profile('chained', 'Second', 'dev'),
      profile('chained-open', 'Open', 'dev'),
    ].join('\n'),
  );
  policyRef = await world.policy(
    '  - {name: all, effect: allow, conditions: {}, unstamped: allow}',
  );
});
beforeEach(() => {
  before = calls('AssumeRole');
});
afterAll(() => world.close());

const calls = (action: string) => world.events().filter((one) => one.eventName === action).length;

const wish = (profile: string): IssueRequest => ({
  profile,
  mode: 'cli',
  policyRef,
  requireSentinel: true,
});

async function refused(profile: string): Promise<SentinelError> {
  const ended: unknown = await issue(world.context(), wish(profile)).catch((error) => error);
  expect(ended).toBeInstanceOf(SentinelError);
  expect(calls('AssumeRole')).toBe(before);
  const error = ended as SentinelError;
  const [line] = await readDecisions(world.context(), { limit: 1 });
  expect(line).toMatchObject({ event: 'decision', effect: 'deny', profile, reason: error.message });
  expect(line && 'source_identity' in line).toBe(false);
  return error;
}

it('a role that demands the stamp is given', async () => {
  const read = calls('GetRole');
  const issued = await issue(world.context(), wish('dev'));
  expect(issued.stamp).toMatch(/^sentinel=alice=direct=/);
  expect(calls('GetRole')).toBe(read + 1);
  expect(calls('AssumeRole')).toBe(before + 1);
});

it('an open one is refused with the fix, and given without the flag', async () => {
  const error = await refused('open');
  expect([error.kind, error.exitCode]).toEqual(['denied', 3]);
  expect(error.message).toBe(
    `arn:aws:iam::${DEV}:role/Open may be assumed without Sentinel's stamp: statement 1 of its trust policy does not look at sts:SourceIdentity.`,
  );
  expect(error.next.join(' ')).toMatch(
    /sts:SourceIdentity": "sentinel=\*".*leave --require-sentinel out/,
  );
  const read = calls('GetRole');
  const { requireSentinel: _, ...plain } = wish('open');
  expect((await issue(world.context(), plain)).stamp).toMatch(/^sentinel=/);
  expect(calls('GetRole')).toBe(read);
});

it('of a chain the last role counts', async () => {
  expect((await issue(world.context(), wish('chained'))).stamp).toMatch(/^sentinel=/);
  before = calls('AssumeRole');
  expect((await refused('chained-open')).message).toMatch(/role\/Open may be assumed without/);
});

it.each([
  ['of another account', 'staging', /cannot be read: it is of another account/, /--aws-profile/],
  ['that does not exist', 'gone', /cannot be read: there is no such role/, /Correct the role/],
  [
    'under another path',
    'elsewhere',
    /cannot be read: IAM knows that name as arn:aws:iam::111122223333:role.Developer/,
    /leave --require-sentinel out/,
  ],
])('a role %s cannot be read and is refused', async (_, profile, message, next) => {
  const error = await refused(profile);
  expect(error.exitCode).toBe(1);
  expect(error.message).toMatch(message);
  expect(error.next.join(' ')).toMatch(next);
});

it('nor can it without iam:GetRole', async () => {
  alice.policies['no-iam'] = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: 'iam:*', Resource: '*' }],
  };
  try {
    const error = await refused('dev');
    expect(error.exitCode).toBe(1);
    expect(error.message).toMatch(/cannot be read \(AccessDenied\)\.$/);
    expect(error.next.join(' ')).toMatch(/AWS says: .*iam:GetRole.*need iam:GetRole.*leave/);
  } finally {
    delete alice.policies['no-iam'];
  }
});

it('nor while IAM does not answer', async () => {
  world.sandbox.control.setReachable('iam', false);
  try {
    const error = await refused('dev');
    expect([error.kind, error.exitCode]).toEqual(['unavailable', 7]);
    expect(error.next).toContain('Or leave --require-sentinel out.');
  } finally {
    world.sandbox.control.setReachable('iam', true);
  }
});

it('a profile without a role has nothing that could demand one', async () => {
  expect((await refused('alice')).message).toMatch(/leads to no role/);
});
