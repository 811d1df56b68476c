import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { openBreakglass } from '../../src/breakglass/open.ts';
import { assess } from '../../src/gate/assess.ts';
import { breakglassState } from '../../src/gate/breakglass-state.ts';
import { issue } from '../../src/gate/issue.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openWorld, type TestWorld } from './world.ts';

const form = {
  reasonCode: 'incident' as const,
  justification: 'The payment database does not answer and orders are lost.',
  ticket: 'INC-4711',
  duration: '1h',
};

let world: TestWorld;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

/** Opens an emergency of alice for prod. */
async function open() {
  const ctx = world.context();
  return openBreakglass(ctx, await assess(ctx, { profile: 'prod', mode: 'cli' }), form);
}

/** Closes whatever is open. */
async function close() {
  const ctx = world.context();
  const ledger = await openLedger(ctx);
  for (const event of await ledger.listBreakglass({ status: 'active' })) {
    await ledger.updateBreakglass(event, {
      status: 'closed',
      closedBy: 'alice',
      closedReason: 'over',
    });
  }
  ledger.close();
}
beforeEach(close);

describe('an emergency', () => {
  it('lets its user in, under its own stamp, until it ends', async () => {
    const ctx = world.context();
    await expect(issue(ctx, { profile: 'prod', mode: 'cli' })).rejects.toMatchObject({
      kind: 'approval_needed',
    });
    const event = await open();
    const issued = await issue(ctx, { profile: 'prod', mode: 'cli' });
    expect(issued.stamp).toBe(`sentinel=alice=breakglass=${event.requestId}`);
    expect(issued.session).toMatchObject({
      grant: `breakglass:${event.id}`,
      requestId: event.requestId,
    });
    expect(issued.credentials.expiration).toBeLessThanOrEqual(event.expiresAt);
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({
      event: 'issued',
      effect: 'allow',
      rule: 'oncall-emergency',
      reason: form.justification,
      overridden: { effect: 'require_approval', rule: 'prod-needs-approval' },
      breakglass_event_id: event.id,
      reason_code: 'incident',
      ticket: 'INC-4711',
      source_identity: issued.stamp,
    });
    const assumed = world
      .events()
      .filter((one) => one.eventName === 'AssumeRole')
      .at(-1);
    expect(assumed?.['requestParameters']).toMatchObject({ sourceIdentity: issued.stamp });
  });

  it('is used by its id as by profile, and every session under it has the one stamp', async () => {
    const ctx = world.context();
    const event = await open();
    const one = await issue(ctx, { profile: 'prod', mode: 'cli', breakglassEventId: event.id });
    const two = await issue(ctx, { profile: 'prod', mode: 'credential_process' });
    expect(one.stamp).toBe(two.stamp);
    expect(one.session.id).not.toBe(two.session.id);
  });

  it('opens nothing else: another profile, another person, an unknown id', async () => {
    const event = await open();
    const requests = [
      [world.context(), { profile: 'prod-db' }],
      [world.context({ as: 'bob' }), { profile: 'prod' }],
      [world.context({ as: 'bob' }), { profile: 'prod', breakglassEventId: event.id }],
      [world.context(), { profile: 'staging', breakglassEventId: event.id }],
      [world.context(), { profile: 'prod', breakglassEventId: 'ffffffffffffffff' }],
    ] as const;
    for (const [ctx, request] of requests) {
      await expect(issue(ctx, { mode: 'cli', ...request })).rejects.toThrow();
    }
  });

  it('opens nothing that policy shuts', async () => {
    await open();
    const policyRef = await world.policy(
      '  - {name: final, effect: deny, conditions: {profiles: [prod]}, breakglass: never}',
    );
    await expect(
      issue(world.context(), { profile: 'prod', mode: 'cli', policyRef }),
    ).rejects.toMatchObject({
      kind: 'denied',
    });
  });

  it('ends with its closing', async () => {
    await open();
    await close();
    await expect(issue(world.context(), { profile: 'prod', mode: 'cli' })).rejects.toMatchObject({
      kind: 'approval_needed',
    });
  });

  it('ends when the break-glass policy no longer lets its user', async () => {
    const ctx = world.context();
    await open();
    const { cloud } = world.sandbox.control;
    const { value } = await (
      await ctx.aws.ssm({ region: 'eu-central-1', credentials: aliceKeys() })
    ).getParameter('/sentinel/breakglass/default');
    world.sandbox.control.putParameter(
      '/sentinel/breakglass/default',
      value.value.replace(/oncall: \[.*\]/, 'oncall: [bob]'),
    );
    try {
      await expect(issue(ctx, { profile: 'prod', mode: 'cli' })).rejects.toThrow(
        /does not let you/,
      );
    } finally {
      world.sandbox.control.putParameter('/sentinel/breakglass/default', value.value);
    }
    expect(cloud).toBeDefined();
  });

  it('is off outside the sandbox', async () => {
    const event = await open();
    const { sandbox: _, ...outside } = world.context();
    const state = await breakglassState(outside, { profile: 'prod', mode: 'cli' });
    expect(state).toMatchObject({ on: false, reason: expect.stringContaining('off') });
    await expect(issue(outside, { profile: 'prod', mode: 'cli' })).rejects.toMatchObject({
      kind: 'approval_needed',
    });
    await expect(
      issue(outside, { profile: 'prod', mode: 'cli', breakglassEventId: event.id }),
    ).rejects.toMatchObject({ kind: 'denied' });
  });
});

it('an emergency outlives no hour: credentials end with it, kept by AWS', async () => {
  await open();
  const ctx = world.context();
  const aws = world.sandbox.control.cloud;
  const start = aws.now();
  // Fifty-five minutes later five are left, and AWS gives no fewer than fifteen.
  world.sandbox.control.setClockOffset(55 * 60_000);
  try {
    const issued = await issue(
      { ...ctx, clock: { now: () => aws.now() } },
      { profile: 'prod', mode: 'cli' },
    );
    expect(issued.credentials.expiration).toBeLessThanOrEqual(start + 3_600_000);
    const assumed = world
      .events()
      .filter((one) => one.eventName === 'AssumeRole')
      .at(-1);
    expect(assumed?.['requestParameters']).toMatchObject({ durationSeconds: 900 });
  } finally {
    world.sandbox.control.setClockOffset(0);
  }
});

describe('what an emergency gives out', () => {
  const prod = { profile: 'prod', mode: 'cli' as const };
  const twoHours = { ...form, duration: '2h' };

  it('lives an hour at most, however long its window is and whatever was asked for', async () => {
    const ctx = world.context();
    const event = await openBreakglass(ctx, await assess(ctx, prod), twoHours);
    expect(event.expiresAt - event.createdAt).toBe(7_200_000);
    const issued = await issue(ctx, { ...prod, duration: 7200 });
    expect(issued.credentials.expiration).toBeLessThanOrEqual(issued.session.startedAt + 3_602_000);
    expect(issued.notices.join()).toMatch(/2h cut to 1h/);
  });

  it('ends where a rule shuts break-glass, also when that comes later', async () => {
    const policyRef = await world.policy(
      [
        '  - {name: freeze, effect: deny, breakglass: never, conditions: {time: {hours: {start: "20:00", end: "23:00"}}}}',
        '  - {name: ask, effect: require_approval, conditions: {}}',
      ].join('\n'),
    );
    world.awsTime('2026-11-20T19:50:00Z');
    try {
      const ctx = world.context();
      await openBreakglass(ctx, await assess(ctx, { ...prod, policyRef }), twoHours);
      const issued = await issue(ctx, { ...prod, policyRef });
      expect(new Date(issued.credentials.expiration).toISOString()).toBe(
        '2026-11-20T20:00:00.000Z',
      );
      world.awsTime('2026-11-20T20:00:02Z');
      await expect(issue(ctx, { ...prod, policyRef })).rejects.toMatchObject({ kind: 'denied' });
    } finally {
      world.sandbox.control.setClockOffset(0);
    }
  });
});

describe('a session under an emergency', () => {
  const asked = { profile: 'prod', mode: 'credential_process' as const };

  it('is handed out again under the same event only', async () => {
    const ctx = world.context();
    const event = await open();
    const first = await issue(ctx, asked);
    const again = await issue(ctx, { ...asked, breakglassEventId: event.id });
    expect([again.reused, again.session.id]).toEqual([true, first.session.id]);
    const [line] = await readDecisions(ctx, { limit: 1 });
    expect(line).toMatchObject({ event: 'reused', breakglass_event_id: event.id, effect: 'allow' });
    await close();
    await open();
    const other = await issue(ctx, asked);
    expect(other.reused).toBe(false);
    expect(other.stamp).not.toBe(first.stamp);
  });

  it('is not handed out once the event is over', async () => {
    await open();
    await issue(world.context(), asked);
    await close();
    await expect(issue(world.context(), asked)).rejects.toMatchObject({ kind: 'approval_needed' });
  });

  it('is never given as a direct one, nor a direct one as its', async () => {
    const ctx = world.context();
    const event = await open();
    const policyRef = await world.policy('  - {name: all, effect: allow, conditions: {}}');
    const direct = await issue(ctx, { ...asked, policyRef });
    const emergency = await issue(ctx, { ...asked, policyRef, breakglassEventId: event.id });
    expect(direct.stamp).toMatch(/=direct=/);
    expect(emergency.stamp).toMatch(/=breakglass=/);
    expect(emergency.reused).toBe(false);
    const both = [{ policyRef }, { policyRef, breakglassEventId: event.id }];
    const again = await Promise.all(both.map((more) => issue(ctx, { ...asked, ...more })));
    expect(again.map((one) => one.stamp)).toEqual([direct.stamp, emergency.stamp]);
    expect(again.map((one) => one.session.grant)).toEqual(['direct', `breakglass:${event.id}`]);
  });
});

function aliceKeys() {
  const { accounts } = world.sandbox.control.cloud.world;
  const key = accounts.flatMap((one) => one.users).find((one) => one.name === 'alice')
    ?.accessKeys[0];
  return { accessKeyId: key?.id ?? '', secretAccessKey: key?.secret ?? '' };
}
