import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { logPath } from '../../src/audit/log.ts';
import { readDecisions } from '../../src/audit/read.ts';
import { closeBreakglass } from '../../src/breakglass/close.ts';
import { openBreakglass } from '../../src/breakglass/open.ts';
import type { Context } from '../../src/context.ts';
import type { BreakglassState } from '../../src/gate/types.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { type BreakglassEvent, type Ledger, LedgerConflict } from '../../src/ledger/types.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { session } from '../ledger/samples.ts';
import { assessment, context, FORM, policyState, T0, user } from './samples.ts';

let ctx: Context;
let state: BreakglassState;
let ledger: Ledger;
let event: BreakglassEvent;
let now: number;

beforeEach(async () => {
  now = T0;
  ctx = context(join(tempDir(), 'state'), () => now);
  state = await policyState();
  ledger = await openLedger(ctx);
  event = await openBreakglass(ctx, await assessment(), FORM, { state });
  return () => ledger.close();
});

const close = (who: string, reason = 'All is well again.', eventId = event.id) =>
  closeBreakglass(ctx, { eventId, principal: user(who), reason, skew: null }, { state });

test('by its invoker: it grants no more, its sessions are revoked, the log says so', async () => {
  const under = { grant: `breakglass:${event.id}`, status: 'active' } as const;
  await ledger.putSession(session({ id: '1'.repeat(16), ...under }));
  await ledger.putSession(session({ id: '2'.repeat(16), ...under, status: 'ended' }));
  await ledger.putSession(session({ id: '3'.repeat(16), status: 'active' }));
  const closed = await close('alice', '  All is well again.\n');
  expect(closed).toMatchObject({
    status: 'closed',
    closedBy: 'alice',
    closedReason: 'All is well again.',
  });
  expect(await ledger.activeBreakglass('alice', 'prod', now)).toBe(null);
  const statuses = (await ledger.listSessions({})).map(({ id, status }) => [id[0], status]).sort();
  expect(statuses).toEqual([
    ['1', 'revoked'],
    ['2', 'ended'],
    ['3', 'active'],
  ]);
  expect((await readDecisions(ctx, { limit: 1 }))[0]).toMatchObject({
    event: 'breakglass.closed',
    user: 'alice',
    reason: 'All is well again.',
    request_id: event.requestId,
    breakglass_event_id: event.id,
  });
});

test("by one of the policy's closers, by the beginning of its id", async () => {
  expect(await close('carol', 'Over.', event.id.slice(0, 8))).toMatchObject({ closedBy: 'carol' });
});

test('a session that a heartbeat touches meanwhile is revoked all the same', async () => {
  await ledger.putSession(session({ grant: `breakglass:${event.id}`, status: 'active' }));
  let beats = 0;
  const beating: Ledger = {
    ...ledger,
    async updateSession(row, changes) {
      if (beats++ < 3) {
        const fresh = (await ledger.getSession(row.id)) ?? row;
        await ledger.updateSession(fresh, { requestCount: beats });
      }
      return ledger.updateSession(row, changes);
    },
  };
  const request = { eventId: event.id, principal: user('alice'), reason: 'Over.', skew: null };
  await closeBreakglass(ctx, request, { state, ledger: beating });
  expect(await ledger.getSession(session().id)).toMatchObject({
    status: 'revoked',
    requestCount: 3,
  });
});

describe('refuses', () => {
  test('anyone else, also someone of the same name in another account', async () => {
    await expect(close('mallory')).rejects.toMatchObject({ kind: 'denied' });
    const principal = { ...user('alice'), arn: 'arn:aws:iam::999999999999:user/alice' };
    const request = { eventId: event.id, principal, reason: 'Over.', skew: null };
    await expect(closeBreakglass(ctx, request, { state })).rejects.toMatchObject({
      kind: 'denied',
    });
    expect(await ledger.activeBreakglass('alice', 'prod', now)).toEqual(event);
  });

  test('a closer, where the policy is not at hand or no longer names him', async () => {
    const request = { eventId: event.id, principal: user('carol'), reason: 'Over.', skew: null };
    await expect(closeBreakglass(ctx, request)).rejects.toMatchObject({ kind: 'denied' });
    state = await policyState((text) => text.replace('closers: [leads]', 'closers: [dave]'));
    await expect(close('carol')).rejects.toMatchObject({ kind: 'denied' });
  });

  test.each(['', '   ', 'x'.repeat(501), 'x\u001b[2J'])('the reason %j', async (reason) => {
    await expect(close('alice', reason)).rejects.toMatchObject({ kind: 'usage' });
  });

  test('an unknown event, and one that has ended', async () => {
    await expect(close('alice', 'Over.', 'f'.repeat(16))).rejects.toThrow(
      'There is no break-glass event',
    );
    await close('alice');
    await expect(close('alice')).rejects.toThrow('is closed already');
    const second = await openBreakglass(ctx, await assessment(), FORM, { state });
    now = second.expiresAt;
    await expect(close('alice', 'Over.', second.id)).rejects.toThrow('is expired already');
  });
});

test('a log that cannot be written is an error, but the emergency is over', async () => {
  rmSync(logPath(ctx));
  mkdirSync(logPath(ctx));
  await expect(close('alice')).rejects.toMatchObject({ kind: 'failed' });
  expect((await ledger.getBreakglass(event.id))?.status).toBe('closed');
});

test('a lost race is told', async () => {
  const racing: Ledger = {
    ...ledger,
    updateBreakglass: () => Promise.reject(new LedgerConflict('changed')),
  };
  const request = { eventId: event.id, principal: user('alice'), reason: 'Over.', skew: null };
  await expect(closeBreakglass(ctx, request, { state, ledger: racing })).rejects.toMatchObject({
    kind: 'failed',
    next: ['Try again.'],
  });
});
