/** The list where profiles sign in: what is asked for real, what is assumed, what is said. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { issue } from '../../src/gate/issue.ts';
import {
  type PreviewFacts,
  type PreviewRow,
  type PreviewUpdate,
  previewAll,
} from '../../src/gate/preview.ts';
import { loadWorld } from '../../src/gate/settings.ts';
import { signIn } from '../../src/sso/sign-in.ts';
import { signOut } from '../../src/sso/sign-out.ts';
import { openWorld, type TestWorld } from './world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.sandbox.control.clearFaults());
afterAll(() => world.close());

async function preview(request = {}) {
  const rows = new Map<string, PreviewRow>();
  const facts: PreviewFacts[] = [];
  const updates: PreviewUpdate[] = [];
  world.sandbox.control.clearCalls();
  await previewAll(world.context(), { mode: 'cli', noCache: true, ...request }, (update) => {
    updates.push(update);
    if (update.type === 'facts') facts.push(update.facts);
    if (update.type === 'rows') for (const row of update.rows) rows.set(row.profile, row);
  });
  return { rows, facts, updates, calls: world.sandbox.control.calls() };
}

async function signInHere() {
  const ctx = world.context();
  const { profiles } = await loadWorld(ctx, undefined);
  const { base } = await profiles.find('analytics');
  if (base?.kind !== 'sso') throw new Error('the story has changed');
  const { control } = world.sandbox;
  await signIn(ctx, base.start, {
    flow: 'device',
    browser: false,
    tell: ({ userCode }) => void control.approveSignIn(userCode ?? ''),
  });
  return base.start;
}

describe('not signed in', () => {
  it('is in the row at once, with what would help, and nobody is asked', async () => {
    const { rows, facts, calls } = await preview();
    for (const name of ['analytics', 'staging-logs']) {
      expect(rows.get(name)?.problem).toMatchObject({
        kind: 'not_signed_in',
        need: { kind: 'sso', start: { session: 'company' } },
        next: [expect.stringContaining('login')],
      });
    }
    expect(facts[0]?.signIn).toEqual([{ session: 'company', until: null }]);
    expect(Object.keys(calls).filter((name) => name.startsWith('sso'))).toEqual([]);
  });
});

describe('signed in', () => {
  it('asks for one role of the sign-in and assumes the rest, which are asked for real before an issue', async () => {
    await signInHere();
    const { rows, facts, calls } = await preview();
    expect(calls['sso:GetRoleCredentials']).toBe(1);
    // Of the keys, and of the first role.
    expect(calls['sts:GetCallerIdentity']).toBe(2);
    expect(facts[0]?.signIn[0]?.until).toBeGreaterThan(Date.now());
    const both = ['analytics', 'staging-logs'].map((name) => rows.get(name) as PreviewRow);
    expect(both.map((row) => row.problem)).toEqual([null, null]);
    expect(both.map((row) => row.assumed).sort()).toEqual([false, true]);
    expect(rows.get('dev')?.assumed).toBe(false);
    const issued = await issue(world.context(), { profile: 'staging-logs', mode: 'cli' });
    expect(issued.assessment.principal.arn).toMatch(
      /AWSReservedSSO_Engineer_[0-9a-f]{16}\/alice@company\.example$/,
    );
  });

  it('an assumed row is judged as that role, under the name of the first', async () => {
    await signInHere();
    const policyRef = await world.policy(
      [
        '  - {name: as-engineer, effect: allow, conditions: {principals: ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Engineer_*/alice@company.example"]}}',
        '  - {name: as-analyst, effect: deny, conditions: {principals: ["arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Analyst_*/alice@company.example"]}}',
      ].join('\n'),
    );
    const { rows, updates } = await preview({ policyRef });
    expect(rows.get('staging-logs')?.verdict?.rule).toBe('as-engineer');
    expect(rows.get('analytics')?.verdict?.rule).toBe('as-analyst');
    const judged = updates.filter((one) => one.type === 'judged').map((one) => one.judged);
    const of = (name: string) => judged.find((one) => one.profiles.includes(name))?.principal;
    expect(of('staging-logs')?.role).toMatch(/^AWSReservedSSO_Engineer_/);
    expect(of('analytics')?.role).toMatch(/^AWSReservedSSO_Analyst_/);
  });

  it('tries another role where the first has been taken away', async () => {
    await signInHere();
    const { directory } = world.sandbox.control.cloud.world;
    const all = directory.assignments;
    // Of the two the first in the file's order is asked first.
    directory.assignments = all.filter((one) => one.permissionSet !== 'Engineer');
    try {
      const { rows } = await preview();
      expect(rows.get('analytics')).toMatchObject({ assumed: false, problem: null });
      expect(rows.get('staging-logs')).toMatchObject({ assumed: true });
    } finally {
      directory.assignments = all;
    }
  });

  it('that has ended at AWS is told in every row of it, with the way back', async () => {
    const start = await signInHere();
    world.sandbox.control.setFault({ kind: 'expired_token', service: 'sso' });
    const { rows } = await preview();
    world.sandbox.control.clearFaults();
    for (const name of ['analytics', 'staging-logs']) {
      expect(rows.get(name)?.problem?.kind).toBe('not_signed_in');
    }
    expect(rows.get('dev')?.verdict?.effect).toBe('allow');
    await signOut(world.context(), start);
  });
});

describe('progress', () => {
  it('grows to all of them, and a slow base holds up no other', async () => {
    await signInHere();
    world.sandbox.control.setFault({ kind: 'latency', service: 'sso', milliseconds: 400 });
    const { updates } = await preview();
    const progress = updates.filter((one) => one.type === 'progress');
    const done = progress.map((one) => one.done);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    const last = progress.at(-1);
    expect(last?.done).toBe(last?.of);
    const order = updates.flatMap((one) =>
      one.type === 'rows' ? one.rows.filter((row) => row.verdict).map((row) => row.profile) : [],
    );
    expect(order.indexOf('dev')).toBeLessThan(order.indexOf('analytics'));
  });
});

describe('hundreds of profiles', () => {
  it('with one base and one policy are judged in one round trip, signed in or not', async () => {
    await signInHere();
    const sso = (i: number) =>
      `[profile s${i}]\nsso_session = company\nsso_account_id = 111122223333\nsso_role_name = ${i % 2 ? 'Engineer' : 'Analyst'}\nsentinel_role_arn = arn:aws:iam::222233334444:role/R${i}\nregion = eu-central-1\n`;
    await world.awsConfig(
      (text) => `${text}\n${Array.from({ length: 250 }, (_, i) => sso(i)).join('')}`,
    );
    const { rows, calls } = await preview();
    expect(rows.get('s249')?.verdict).not.toBeNull();
    expect([...rows.values()].filter((row) => row.verdict).length).toBeGreaterThanOrEqual(250);
    expect(calls['sso:GetRoleCredentials']).toBe(1);
    expect(calls['ssm:GetParameter']).toBe(2);
    expect(calls['sts:GetCallerIdentity']).toBe(2);
  });
});
