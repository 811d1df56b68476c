/** Sessions, emergencies and decisions, from this machine's ledger and log. */
import type { Context } from '../../context.ts';
import type { Ledger } from '../../ledger/types.ts';
import type { RecordsPort } from '../ports.ts';

/** How many sessions are read; older ones are in the log. */
const SESSIONS = 200;

/** Sessions that ended longer ago than this (ms) are history, not what is going on. */
const RECENT = 24 * 3600_000;

/**
 * @param skew AWS's time minus the machine's, milliseconds.
 * @param users whose emergencies: every name this person has to AWS; none until AWS has said it.
 */
export function createRecords(
  ctx: Context,
  skew: () => number,
  users: () => readonly string[],
): RecordsPort {
  const now = () => ctx.clock.now() + skew();
  const withLedger = async <T>(read: (ledger: Ledger) => Promise<T>): Promise<T> => {
    const { openLedger } = await import('../../ledger/open.ts');
    const ledger = await openLedger(ctx, { now });
    try {
      return await read(ledger);
    } finally {
      ledger.close();
    }
  };
  return {
    sessions: () =>
      withLedger(async (ledger) => {
        const rows = await ledger.listSessions({ limit: SESSIONS });
        return rows.filter((row) => (row.credentialsExpireAt ?? row.startedAt) > now() - RECENT);
      }),
    events: () =>
      withLedger(async (ledger) => {
        const found = await Promise.all(
          users().map((user) => ledger.listBreakglass({ user, limit: 50 })),
        );
        return found.flat().filter((event) => event.status === 'active' && event.expiresAt > now());
      }),
    async decisions(limit) {
      const { readDecisions } = await import('../../audit/read.ts');
      return readDecisions(ctx, { limit });
    },
  };
}
