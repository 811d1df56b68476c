/** A profile that asks for a code: when, of whom, and what the code buys. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import type { Context } from '../../src/context.ts';
import { issue } from '../../src/gate/issue.ts';
import { mfaState } from '../../src/gate/mfa.ts';
import { watchMfa } from '../../src/gate/mfa-watch.ts';
import type { IssueRequest } from '../../src/gate/types.ts';
import type { TrailEvent } from '../../src/sandbox/trail/event.ts';
import { openWorld, type TestWorld } from './world.ts';

const SERIAL = 'arn:aws:iam::111122223333:mfa/alice';
const billing: IssueRequest = { profile: 'prod-billing', mode: 'credential_process' };
const HOUR = 3_600_000;

let world: TestWorld;
let ctx: Context;
beforeEach(async () => {
  world = await openWorld();
  ctx = world.context();
  return () => world.close();
});

const code = () => world.sandbox.control.mfaCode('alice')?.code ?? '';
const calls = () => world.sandbox.control.calls();
const NEED = { kind: 'not_signed_in', exitCode: 6, need: { kind: 'mfa', serial: SERIAL } };

describe('without a code', () => {
  it('it is needed, which is logged; AWS is asked for nothing', async () => {
    await expect(issue(ctx, billing)).rejects.toMatchObject({
      ...NEED,
      message: expect.stringContaining(SERIAL),
    });
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({
      event: 'decision',
      effect: 'deny',
      profile: 'prod-billing',
      reason: expect.stringContaining('MFA'),
    });
    expect(line).not.toHaveProperty('source_identity');
    expect(calls()).not.toHaveProperty('sts:GetSessionToken');
    expect(calls()).not.toHaveProperty('sts:AssumeRole');
  });

  it.each(['12345', '1234567', 'abcdef', '١٢٣٤٥٦', '12 456', ''])(
    'nor with "%s", which is none',
    async (mfaCode) => {
      await expect(issue(ctx, { ...billing, mfaCode })).rejects.toMatchObject(NEED);
      expect(calls()).not.toHaveProperty('sts:GetSessionToken');
    },
  );

  it('a refused request is refused, and never asks for one', async () => {
    const policyRef = await world.policy('  - {name: no, effect: deny, conditions: {}}');
    const error = await issue(ctx, { ...billing, policyRef }).catch((why) => why);
    expect(error).toMatchObject({ kind: 'denied', need: undefined });
    // Nor is the code used up that came along.
    await expect(issue(ctx, { ...billing, policyRef, mfaCode: code() })).rejects.toThrow();
    expect(calls()).not.toHaveProperty('sts:GetSessionToken');
  });
});

describe('with a code', () => {
  it('buys a session after the decision is logged, and assumes the role with it, an hour at most', async () => {
    const policyRef = await world.policy('  - {name: any, effect: allow, conditions: {}}');
    const asked = { ...billing, policyRef, duration: 7200 };
    const issued = await issue(ctx, { ...asked, mfaCode: code() });
    const assumed = world
      .events()
      .find((one) => one.eventName === 'AssumeRole' && 'attributes' in sessionOf(one));
    expect(assumed?.['requestParameters']).toMatchObject({
      durationSeconds: 3600,
      sourceIdentity: issued.stamp,
    });
    expect(assumed && sessionOf(assumed)).toMatchObject({
      attributes: { mfaAuthenticated: 'true' },
    });
    expect(issued.notices.join()).toMatch(/role chaining/);
    const token = world.events().find((one) => one.eventName === 'GetSessionToken');
    const [, decision] = await readDecisions(ctx, { limit: 2 });
    expect(decision).toMatchObject({ event: 'decision', effect: 'allow' });
    expect(Date.parse(decision?.timestamp ?? '')).toBeLessThanOrEqual(
      Date.parse(String(token?.eventTime)) + 1000,
    );
  });

  it('is asked once: the session is kept, sealed, for every profile of the device', async () => {
    const mfaCode = code();
    await issue(ctx, { ...billing, mfaCode });
    const second = await issue(world.context(), { ...billing, duration: 1800 });
    expect(second.reused).toBe(false);
    expect(calls()['sts:GetSessionToken']).toBe(1);
    const folder = join(ctx.paths.cache, 'sealed');
    for (const file of await readdir(folder)) {
      const bytes = await readFile(join(folder, file), 'latin1');
      expect(bytes).not.toMatch(/ASIA|sessionToken/);
      expect(bytes).not.toContain(mfaCode);
    }
  });

  it('that is wrong: AWS’s text, the way on, and the row ended', async () => {
    const wrong = code() === '000000' ? '000001' : '000000';
    await expect(issue(ctx, { ...billing, mfaCode: wrong })).rejects.toMatchObject({
      ...NEED,
      message: expect.stringMatching(/MultiFactorAuthentication failed/),
      next: [expect.stringContaining('next one')],
    });
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({ event: 'failed', error: 'AccessDenied' });
    expect(calls()).not.toHaveProperty('sts:AssumeRole');
    // And it is asked for again.
    await expect(issue(ctx, billing)).rejects.toMatchObject(NEED);
  });

  it('under --no-cache buys a session for this once', async () => {
    await issue(ctx, { ...billing, noCache: true, mfaCode: code() });
    await expect(issue(ctx, billing)).rejects.toMatchObject(NEED);
  });

  it('is not asked for while a stamped session is still good, session or not', async () => {
    const first = await issue(ctx, { ...billing, mfaCode: code() });
    const again = await issue(ctx, billing);
    expect([again.reused, again.session.id]).toEqual([true, first.session.id]);
  });
});

describe('the session that a code bought', () => {
  const late = () => world.context({ clock: { now: () => world.sandbox.control.cloud.now() } });

  it('is good until fifteen minutes before its end', async () => {
    await issue(late(), { ...billing, mfaCode: code() });
    world.sandbox.control.setClockOffset(12 * HOUR - 16 * 60_000);
    const issued = await issue(late(), billing);
    expect(issued.reused).toBe(false);
    world.sandbox.control.setClockOffset(12 * HOUR - 14 * 60_000);
    await expect(issue(late(), { ...billing, duration: 1800 })).rejects.toMatchObject(NEED);
  });

  it('is dropped when AWS takes it no more', async () => {
    await issue(ctx, { ...billing, mfaCode: code() });
    world.sandbox.control.setFault({ kind: 'expired_token', service: 'ssm' });
    await expect(issue(ctx, billing)).rejects.toMatchObject({ kind: 'not_signed_in' });
    world.sandbox.control.clearFaults();
    await expect(issue(ctx, { ...billing, duration: 1800 })).rejects.toMatchObject(NEED);
  });

  it('is seen by those who wait for their turn to ask', async () => {
    const bought = await watchMfa(ctx, billing);
    expect(await bought()).toBe(false);
    await issue(world.context(), { ...billing, mfaCode: code() });
    expect(await bought()).toBe(true);
  });

  it('is not looked for with temporary keys, which AWS gives none: the trust policy decides', async () => {
    const keys = { accessKeyId: 'ASIA', secretAccessKey: 's', sessionToken: 't' };
    const { session, needed } = await mfaState(ctx, null, keys, SERIAL, '');
    expect([session, needed]).toEqual([null, null]);
    const { sessionToken: _, ...lasting } = keys;
    expect((await mfaState(ctx, null, lasting, SERIAL, '')).needed?.serial).toBe(SERIAL);
    expect((await mfaState(ctx, null, lasting, null, '')).needed).toBeNull();
  });
});

function sessionOf(event: TrailEvent): object {
  const identity = event['userIdentity'] as { sessionContext?: object } | undefined;
  return identity?.sessionContext ?? {};
}
