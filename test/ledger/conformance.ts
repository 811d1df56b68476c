/**
 * What every engine of the ledger must do. An engine's own test calls this with a factory; a new engine
 * (DynamoDB) passes the same suite before it is used.
 */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { OPENING_LIFE } from '../../src/ledger/breakglass-state.ts';
import {
  IllegalTransition,
  type Ledger,
  LedgerConflict,
  LedgerMissing,
} from '../../src/ledger/types.ts';
import { HOSTILE } from '../helpers/hostile.ts';
import { emergency, HOUR, MINUTE, session, T0 } from './samples.ts';

/** A store that starts empty; each `open` is another client of the same one. */
export interface EngineUnderTest {
  open(now: () => number): Promise<Ledger>;
}

export function ledgerConformance(name: string, fresh: () => Promise<EngineUnderTest>): void {
  describe(`${name}: what every ledger does`, () => {
    let engine: EngineUnderTest;
    let ledger: Ledger;
    let now = T0;

    beforeEach(async () => {
      now = T0;
      engine = await fresh();
      ledger = await engine.open(() => now);
      return () => ledger.close();
    });

    const id = (n: number) => n.toString(16).padStart(16, '0');
    const ids = (rows: { id: string }[]) => rows.map((row) => Number.parseInt(row.id, 16));

    describe('sessions', () => {
      test('come back as they were put, all members', async () => {
        const full = session({
          accessKeyId: 'ASIAEXAMPLE',
          windowEndsAt: T0 + 2 * HOUR,
          lastAccessAt: T0 + 1,
          requestCount: 12,
          logSeq: 9,
          logHash: 'a'.repeat(64),
          status: 'active',
        });
        await ledger.putSession(full);
        expect(await ledger.getSession(full.id)).toEqual(full);
        const bare = session({
          id: id(2),
          roleArn: null,
          sourceIdentity: null,
          credentialsExpireAt: null,
        });
        await ledger.putSession(bare);
        expect(await ledger.getSession(bare.id)).toEqual(bare);
        expect(await ledger.getSession(id(3))).toBe(null);
      });

      test('hostile text comes back unchanged', async () => {
        let n = 16;
        await fc.assert(
          fc.asyncProperty(hostileText, async (text) => {
            const row = session({ id: id(n++), user: text, profile: text, host: text });
            await ledger.putSession(row);
            expect(await ledger.getSession(row.id)).toEqual(row);
            expect(ids(await ledger.listSessions({ user: text, limit: 1 }))).toEqual([n - 1]);
          }),
          { numRuns: 50, examples: HOSTILE.map((text) => [text]) },
        );
      });

      test('an id is taken once', async () => {
        await ledger.putSession(session());
        await expect(ledger.putSession(session({ user: 'bob' }))).rejects.toThrow(LedgerConflict);
        expect((await ledger.getSession(session().id))?.user).toBe('alice');
      });

      test('a change gives and stores the next version', async () => {
        await ledger.putSession(session());
        const active = await ledger.updateSession(session(), {
          status: 'active',
          accessKeyId: 'ASIA1',
        });
        expect(active).toEqual(session({ status: 'active', accessKeyId: 'ASIA1', version: 2 }));
        expect(await ledger.getSession(active.id)).toEqual(active);
      });

      test('lost race, unknown id and illegal transition are three errors', async () => {
        await ledger.putSession(session());
        const active = await ledger.updateSession(session(), { status: 'active' });
        await expect(ledger.updateSession(session(), { status: 'ended' })).rejects.toThrow(
          LedgerConflict,
        );
        await expect(ledger.updateSession(session({ id: id(9) }), {})).rejects.toThrow(
          LedgerMissing,
        );
        await expect(ledger.updateSession(active, { status: 'issuing' })).rejects.toThrow(
          IllegalTransition,
        );
        expect(await ledger.getSession(active.id)).toEqual(active);
      });

      test('of many changes on one version exactly one wins', async () => {
        await ledger.putSession(session());
        const others = await Promise.all(Array.from({ length: 4 }, () => engine.open(() => now)));
        const tries = Array.from({ length: 20 }, (_, i) =>
          (others[i % 4] as Ledger).updateSession(session(), {
            requestCount: i + 1,
            status: 'active',
          }),
        );
        const settled = await Promise.allSettled(tries);
        for (const other of others) other.close();
        const lost = settled.filter((one) => one.status === 'rejected').map((one) => one.reason);
        expect(lost).toHaveLength(19);
        expect(lost.every((error) => error instanceof LedgerConflict)).toBe(true);
        expect(settled.find((one) => one.status === 'fulfilled')?.value).toEqual(
          await ledger.getSession(session().id),
        );
      });

      test("expiry is the clock's on reading, and written down when next touched", async () => {
        const active = session({ status: 'active' });
        await ledger.putSession(active);
        now = T0 + HOUR;
        expect((await ledger.getSession(active.id))?.status).toBe('expired');
        expect((await ledger.listSessions({ status: 'active' })).length).toBe(0);
        expect((await ledger.listSessions({ status: 'expired' })).length).toBe(1);
        now = T0; // Back again: nothing had been written.
        expect((await ledger.getSession(active.id))?.status).toBe('active');
        now = T0 + HOUR;
        await ledger.updateSession(active, { requestCount: 1 });
        now = T0;
        expect((await ledger.getSession(active.id))?.status).toBe('expired');
      });

      test('lists newest first, by every filter and several, to the limit', async () => {
        const put = (n: number, changes: object) =>
          ledger.putSession(
            session({ id: id(n), startedAt: T0 + n, status: 'active', ...changes }),
          );
        await put(3, { profile: 'dev' });
        await put(1, {});
        await put(4, { user: 'bob' });
        await put(2, { status: 'ended', grant: 'breakglass:e1' });
        expect(ids(await ledger.listSessions({}))).toEqual([4, 3, 2, 1]);
        expect(ids(await ledger.listSessions({ limit: 2 }))).toEqual([4, 3]);
        expect(ids(await ledger.listSessions({ user: 'alice' }))).toEqual([3, 2, 1]);
        expect(ids(await ledger.listSessions({ profile: 'prod' }))).toEqual([4, 2, 1]);
        expect(
          ids(await ledger.listSessions({ status: 'active', user: 'alice', limit: 1 })),
        ).toEqual([3]);
        expect(ids(await ledger.listSessions({ grant: 'breakglass:e1' }))).toEqual([2]);
        expect(ids(await ledger.listSessions({ idPrefix: id(4).slice(0, 15) }))).toEqual([
          4, 3, 2, 1,
        ]);
        expect(ids(await ledger.listSessions({ idPrefix: id(4) }))).toEqual([4]);
        expect(ids(await ledger.listSessions({ idPrefix: '%' }))).toEqual([]);
        expect(ids(await ledger.listSessions({ user: 'nobody' }))).toEqual([]);
      });
    });

    describe('break-glass', () => {
      test('events come back as they were put, hostile text too', async () => {
        let n = 16;
        await fc.assert(
          fc.asyncProperty(hostileText, fc.array(hostileText), async (text, alerted) => {
            const event = emergency({
              id: id(n),
              profile: `p${n++}`,
              justification: text,
              ticket: text,
              alerted,
              escalated: n % 2 === 0,
            });
            await ledger.openBreakglass(event);
            expect(await ledger.getBreakglass(event.id)).toEqual(event);
          }),
          { numRuns: 50, examples: HOSTILE.map((text) => [text, [text]]) },
        );
        expect(await ledger.getBreakglass(id(1))).toBe(null);
      });

      test('one active event a user and profile; others are free', async () => {
        await ledger.openBreakglass(emergency());
        const again = ledger.openBreakglass(emergency({ id: id(2), createdAt: T0 + MINUTE }));
        await expect(again).rejects.toThrow(LedgerConflict);
        expect(await ledger.getBreakglass(id(2))).toBe(null);
        await ledger.openBreakglass(emergency({ id: id(3), profile: 'dev' }));
        await ledger.openBreakglass(emergency({ id: id(4), invoker: 'bob' }));
      });

      test('an expired or closed one does not block, and its expiry is written down', async () => {
        await ledger.openBreakglass(emergency());
        const second = emergency({ id: id(2), createdAt: T0 + HOUR, expiresAt: T0 + 2 * HOUR });
        await ledger.openBreakglass(second);
        expect(await ledger.getBreakglass(emergency().id)).toMatchObject({
          status: 'expired',
          version: 2,
        });
        await ledger.updateBreakglass(second, {
          status: 'closed',
          closedBy: 'bob',
          closedReason: 'over',
        });
        await ledger.openBreakglass(
          emergency({ id: id(3), createdAt: T0 + HOUR + 1, expiresAt: T0 + 2 * HOUR }),
        );
        expect((await ledger.getBreakglass(id(2)))?.status).toBe('closed');
      });

      test('one that never reached the log grants nothing and blocks for half a minute', async () => {
        const unrecorded = emergency({ logSeq: null, logHash: null });
        await ledger.openBreakglass(unrecorded);
        expect(await ledger.activeBreakglass('alice', 'prod', T0)).toBe(null);
        const soon = emergency({ id: id(2), createdAt: T0 + OPENING_LIFE - 1 });
        await expect(ledger.openBreakglass(soon)).rejects.toThrow(LedgerConflict);
        await ledger.openBreakglass({ ...soon, createdAt: T0 + OPENING_LIFE });
        const late = ledger.updateBreakglass(unrecorded, { logSeq: 1, logHash: 'a'.repeat(64) });
        await expect(late).rejects.toThrow(LedgerConflict);
      });

      test('the active one is found until it ends', async () => {
        const event = emergency({ logSeq: null, logHash: null });
        await ledger.openBreakglass(event);
        const recorded = await ledger.updateBreakglass(event, {
          logSeq: 1,
          logHash: 'a'.repeat(64),
        });
        expect(await ledger.activeBreakglass('alice', 'prod', T0 + HOUR - 1)).toEqual(recorded);
        expect(await ledger.activeBreakglass('alice', 'prod', T0 + HOUR)).toBe(null);
        expect(await ledger.activeBreakglass('bob', 'prod', T0)).toBe(null);
        expect(await ledger.activeBreakglass('alice', 'dev', T0)).toBe(null);
        await ledger.updateBreakglass(recorded, { status: 'closed' });
        expect(await ledger.activeBreakglass('alice', 'prod', T0)).toBe(null);
      });

      test('of many openings at once exactly one wins', async () => {
        const others = await Promise.all(Array.from({ length: 4 }, () => engine.open(() => now)));
        const settled = await Promise.allSettled(
          Array.from({ length: 20 }, (_, i) =>
            (others[i % 4] as Ledger).openBreakglass(emergency({ id: id(i + 1) })),
          ),
        );
        for (const other of others) other.close();
        const lost = settled.filter((one) => one.status === 'rejected').map((one) => one.reason);
        expect(lost).toHaveLength(19);
        expect(lost.every((error) => error instanceof LedgerConflict)).toBe(true);
        expect(await ledger.listBreakglass({ status: 'active' })).toHaveLength(1);
      });

      test('lost race, unknown id, illegal transition and the justification', async () => {
        await ledger.openBreakglass(emergency());
        const closed = await ledger.updateBreakglass(emergency(), { status: 'closed' });
        await expect(ledger.updateBreakglass(emergency(), { escalated: true })).rejects.toThrow(
          LedgerConflict,
        );
        await expect(ledger.updateBreakglass(emergency({ id: id(9) }), {})).rejects.toThrow(
          LedgerMissing,
        );
        await expect(ledger.updateBreakglass(closed, { status: 'expired' })).rejects.toThrow(
          IllegalTransition,
        );
        await ledger.openBreakglass(emergency({ id: id(2) }));
        const rewrite: object = { justification: 'Nothing happened at all, honestly.' };
        await expect(ledger.updateBreakglass(emergency({ id: id(2) }), rewrite)).rejects.toThrow(
          IllegalTransition,
        );
        expect(await ledger.getBreakglass(id(2))).toEqual(emergency({ id: id(2) }));
      });

      test('lists newest first, by every filter and several, to the limit', async () => {
        const open = (n: number, changes: object) =>
          ledger.openBreakglass(emergency({ id: id(n), createdAt: T0 + n, ...changes }));
        await open(2, { profile: 'dev' });
        await open(3, { invoker: 'bob' });
        await open(1, { expiresAt: T0 + MINUTE });
        expect(ids(await ledger.listBreakglass({}))).toEqual([3, 2, 1]);
        expect(ids(await ledger.listBreakglass({ limit: 1 }))).toEqual([3]);
        expect(ids(await ledger.listBreakglass({ user: 'alice', profile: 'prod' }))).toEqual([1]);
        expect(ids(await ledger.listBreakglass({ idPrefix: id(2) }))).toEqual([2]);
        now = T0 + MINUTE;
        expect(ids(await ledger.listBreakglass({ status: 'active' }))).toEqual([3, 2]);
        expect(ids(await ledger.listBreakglass({ status: 'expired' }))).toEqual([1]);
        expect(ids(await ledger.listBreakglass({ status: 'closed' }))).toEqual([]);
      });
    });

    test('a time that has another width is refused, not stored out of order', async () => {
      const far = session({ credentialsExpireAt: Date.UTC(10_000, 0) });
      await expect(ledger.putSession(far)).rejects.toThrow(RangeError);
      expect(await ledger.listSessions({})).toEqual([]);
    });
  });
}

const hostileText = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...HOSTILE));
