import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { logPath } from '../../src/audit/log.ts';
import { readDecisions } from '../../src/audit/read.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { alertNotice, openBreakglass } from '../../src/breakglass/open.ts';
import type { Context } from '../../src/context.ts';
import type { BreakglassState } from '../../src/gate/types.ts';
import { openLedger } from '../../src/ledger/open.ts';
import type { Ledger } from '../../src/ledger/types.ts';
import { HOSTILE } from '../helpers/hostile.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { assessment, context, FORM, policyState, ROLE, T0, user } from './samples.ts';

const HOUR = 3_600_000;
let ctx: Context;
let state: BreakglassState;
let ledger: Ledger;
let now: number;

beforeEach(async () => {
  now = T0;
  ctx = context(join(tempDir(), 'state'), () => now);
  state = await policyState();
  ledger = await openLedger(ctx);
  return () => ledger.close();
});

const open = async (
  changes: Parameters<typeof assessment>[0] = {},
  form: Partial<typeof FORM> = {},
) => openBreakglass(ctx, await assessment(changes), { ...FORM, ...form }, { state });

/** Nothing was recorded as open, and nothing grants. */
async function nothing() {
  expect(await ledger.activeBreakglass('alice', 'prod', now)).toBe(null);
  expect(await ledger.listBreakglass({ status: 'active' })).toEqual([]);
}

test('gives an event that grants, stands in the ledger and is in the log', async () => {
  const event = await open();
  expect(event).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f]{16}$/),
    requestId: expect.stringMatching(/^[0-9a-f]{8}$/),
    invoker: 'alice',
    invokerArn: 'arn:aws:iam::111122223333:user/alice',
    profile: 'prod',
    roleArn: ROLE,
    account: '111122223333',
    reasonCode: 'incident',
    justification: 'The database does not answer.',
    ticket: 'INC-4711',
    rule: 'on-call',
    duration: 3600,
    status: 'active',
    createdAt: T0,
    expiresAt: T0 + HOUR,
    alerted: [],
  });
  expect(await ledger.activeBreakglass('alice', 'prod', T0)).toEqual(event);
  const [line] = await readDecisions(ctx);
  expect(line).toMatchObject({
    event: 'breakglass.invoked',
    user: 'alice',
    effect: 'allow',
    rule: 'on-call',
    rule_index: 0,
    reason: 'The database does not answer.',
    overridden: { effect: 'require_approval', rule: 'prod-approval' },
    request_id: event.requestId,
    source_identity: `sentinel=alice=breakglass=${event.requestId}`,
    duration: '1h',
    expires_at: '2026-11-20T03:00:00.000Z',
    justification: 'The database does not answer.',
    reason_code: 'incident',
    ticket: 'INC-4711',
    breakglass_event_id: event.id,
    policy: { ref: 'ssm:/bg', version: 3, sha256: 'b'.repeat(64) },
    seq: event.logSeq,
    hash: event.logHash,
  });
  expect(await verifyLog(ctx)).toMatchObject({ ok: true, headsCompared: 1 });
  expect(alertNotice(event)).toContain('No alert was sent');
  expect(alertNotice({ alerted: ['sns:x'] })).toBe(null);
});

test("times are AWS's where the machine's clock is wrong", async () => {
  now = T0 - 14 * HOUR;
  const event = await open({ skew: 14 * HOUR });
  expect([event.createdAt, event.expiresAt]).toEqual([T0, T0 + HOUR]);
  expect((await readDecisions(ctx))[0]?.timestamp).toBe('2026-11-20T02:00:00.000Z');
});

test("where the rule's hours end first, the emergency ends with them", async () => {
  state = await policyState((text) =>
    text.replace('ticket:', 'time: {hours: {start: "01:00", end: "02:20"}}\n    ticket:'),
  );
  expect(await open()).toMatchObject({ duration: 3600, expiresAt: T0 + HOUR / 3 });
});

test('the log goes to the sinks of the config file too', async () => {
  const sink = join(tempDir(), 'copy.jsonl');
  mkdirSync(ctx.paths.state, { recursive: true });
  writeFileSync(ctx.paths.config, `version: "1"\nlog: [${JSON.stringify(sink)}]\n`);
  const event = await open();
  expect((await readDecisions(ctx, { file: sink }))[0]?.breakglass_event_id).toBe(event.id);
});

test('hostile words come back unchanged from ledger and log', async () => {
  for (const text of HOSTILE) {
    const justification = `${'x'.repeat(20)}${text}`
      .replace(/(?!\n)\p{Cc}/gu, '')
      .slice(0, 900)
      .trim();
    const event = await open({}, { justification });
    expect((await ledger.getBreakglass(event.id))?.justification).toBe(justification);
    expect((await readDecisions(ctx, { limit: 1 }))[0]?.justification).toBe(justification);
    await ledger.updateBreakglass(event, { status: 'closed' });
  }
});

describe('refuses, and records nothing as open', () => {
  test.each([
    [
      'what policy allows anyway',
      { profile: 'dev' },
      T0 + 8 * HOUR,
      'usage',
      'policy allows dev now',
    ],
    ['what a rule shuts', { profile: 'vault' }, T0, 'denied', 'shut for vault by rule vault-never'],
    ['whom no rule names', { principal: user('mallory') }, T0, 'denied', 'mallory'],
    [
      'what leads to no role',
      { roleArn: null },
      T0,
      'denied',
      'cannot carry a stamp: it leads to no role',
    ],
    [
      'whom AWS lets set no stamp',
      { unstampable: 'root has none' },
      T0,
      'denied',
      'cannot carry a stamp: root has none',
    ],
    ['a required alert', { principal: user('bob') }, T0, 'unavailable', 'notify: required'],
  ])('%s', async (_, changes, at, kind, message) => {
    now = at;
    await expect(open(changes)).rejects.toMatchObject({
      kind,
      message: expect.stringContaining(message),
    });
    await nothing();
    expect(await readDecisions(ctx)).toEqual([]);
  });

  test('a form that does not do, with every problem', async () => {
    const form = {
      justification: 'short',
      ticket: '',
      reasonCode: 'other',
      duration: '3h',
    } as const;
    await expect(open({}, form)).rejects.toMatchObject({
      kind: 'usage',
      message:
        'The policy allows the reasons incident, security here. ' +
        'The justification needs 20 to 1000 characters; it has 5. ' +
        'The policy asks for a ticket like INC-*. The policy allows at most 2h here.',
    });
    await nothing();
  });

  test('where break-glass is off, with the reason', async () => {
    state = { on: false, reason: 'Break-glass is off here.' };
    await expect(open()).rejects.toMatchObject({
      kind: 'denied',
      message: 'Break-glass is off here.',
    });
    await nothing();
  });

  test('a verdict that has changed since it was assessed', async () => {
    const assessed = await assessment({ profile: 'dev' });
    expect(assessed.verdict.effect).toBe('deny');
    now = T0 + 7 * HOUR; // The form was filled in until nine.
    await expect(openBreakglass(ctx, assessed, FORM, { state })).rejects.toThrow('not needed');
    await nothing();
  });
});

describe('one at a time', () => {
  test('a second one is told of the first', async () => {
    await open({ profile: "it's" });
    await expect(open({ profile: "it's" })).rejects.toMatchObject({
      kind: 'denied',
      message:
        "A break-glass event of alice for it's is active already, until 2026-11-20T03:00:00.000Z; there is one at a time.",
      next: [`Use it: sentinel exec --profile 'it'\\''s'`],
    });
    expect(await readDecisions(ctx)).toHaveLength(1);
    now = T0 + HOUR;
    await open({ profile: "it's" });
  });

  test('one whose opening was interrupted is told apart', async () => {
    const parts = { state, log: { append: () => new Promise<never>(() => {}) } };
    void openBreakglass(ctx, await assessment(), FORM, parts);
    await expect.poll(() => ledger.listBreakglass({})).toHaveLength(1);
    await expect(open()).rejects.toThrow('its opening was interrupted');
    now += 30_000;
    expect(await open()).toMatchObject({ status: 'active' });
  });

  test('of many at once one gets in, with one line in the log', async () => {
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => open()));
    const lost = tries.filter((one) => one.status === 'rejected');
    expect(lost).toHaveLength(9);
    expect(lost.every((one) => one.reason.kind === 'denied')).toBe(true);
    expect(await readDecisions(ctx)).toHaveLength(1);
  });
});

describe('where the log cannot be written there is no access', () => {
  test('the event is closed with that reason', async () => {
    mkdirSync(logPath(ctx), { recursive: true });
    await expect(open()).rejects.toMatchObject({ kind: 'failed' });
    await nothing();
    expect(await ledger.listBreakglass({})).toMatchObject([
      {
        status: 'closed',
        closedBy: 'sentinel',
        closedReason: expect.stringContaining('not in the decision log: The decision log'),
      },
    ]);
  });

  test('a full disk', async (test) => {
    const disk = smallDisk(test, '128k');
    const full = context(join(disk, 'state'), () => now);
    mkdirSync(full.paths.state, { mode: 0o700 });
    // The ledger is elsewhere, so that only the log has no room.
    writeFileSync(logPath(full), '');
    chmodSync(logPath(full), 0o600);
    try {
      writeFileSync(join(disk, 'ballast'), Buffer.alloc(1_000_000));
    } catch {}
    const opening = openBreakglass(full, await assessment(), FORM, { state, ledger });
    await expect(opening).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('no space left on the disk'),
    });
    await nothing();
    expect(await verifyLog(full)).toMatchObject({ ok: true, lines: 0 });
  });

  test('not even where the event cannot be closed either', async () => {
    const broken: Ledger = {
      ...ledger,
      updateBreakglass: () => Promise.reject(new Error('the ledger is gone')),
    };
    const log = { append: () => Promise.reject(new Error('the log is gone')) };
    const parts = { state, ledger: broken, log };
    await expect(openBreakglass(ctx, await assessment(), FORM, parts)).rejects.toThrow(
      'the log is gone',
    );
    expect(await ledger.activeBreakglass('alice', 'prod', now)).toBe(null);
  });
});
