import { SentinelError } from '../errors.ts';
import type { BreakglassEvent, Ledger, SessionRow } from './types.ts';

/** Shorter prefixes are typing errors rather than names of something. */
const SHORTEST_PREFIX = 4;

/** The session that an id, or the beginning of one (4 characters or more), names. @throws SentinelError('usage') for none or several. */
export async function findSession(ledger: Ledger, typed: string): Promise<SessionRow> {
  const exact = await ledger.getSession(typed);
  return exact ?? only('session', typed, (filter) => ledger.listSessions(filter));
}

/** The same for break-glass events. */
export async function findBreakglass(ledger: Ledger, typed: string): Promise<BreakglassEvent> {
  const exact = await ledger.getBreakglass(typed);
  return exact ?? only('break-glass event', typed, (filter) => ledger.listBreakglass(filter));
}

async function only<Row extends { readonly id: string }>(
  what: string,
  typed: string,
  list: (filter: { idPrefix: string; limit: number }) => Promise<Row[]>,
): Promise<Row> {
  const rows = typed.length < SHORTEST_PREFIX ? [] : await list({ idPrefix: typed, limit: 5 });
  const [row, ...others] = rows;
  if (row && others.length === 0) return row;
  throw row
    ? new SentinelError(
        'usage',
        `Several ${what}s begin with ${typed}.`,
        rows.map(({ id }) => id),
      )
    : new SentinelError('usage', `There is no ${what} ${typed}.`);
}
