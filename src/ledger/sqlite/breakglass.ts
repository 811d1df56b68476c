import type { DatabaseSync } from 'node:sqlite';
import { SQLITE, sqliteCode } from '../../files/sqlite.ts';
import {
  breakglassAt,
  breakglassEnd,
  breakglassGrants,
  changeBreakglass,
} from '../breakglass-state.ts';
import { formatTime } from '../times.ts';
import {
  type BreakglassChanges,
  type BreakglassEvent,
  type BreakglassFilter,
  LedgerConflict,
  LedgerMissing,
} from '../types.ts';
import { BREAKGLASS_COLUMNS, fromStored, toStored } from './columns.ts';
import { Conditions } from './select.ts';
import { insert, update } from './statements.ts';

/**
 * Puts a new event, inside the caller's transaction. An event of the same user and profile whose time is
 * over is written down as expired first; the table's unique index lets no second active one in.
 */
export function openBreakglass(database: DatabaseSync, event: BreakglassEvent): void {
  const before = findActive(database, event.invoker, event.profile);
  if (before !== null && breakglassAt(before, event.createdAt).status === 'expired') {
    update(database, 'breakglass', stored(changeBreakglass(before, {}, event.createdAt)));
  }
  try {
    insert(database, 'breakglass', stored(event));
  } catch (error) {
    if (sqliteCode(error) !== SQLITE.constraint) throw error;
    const message = `another break-glass event of ${event.invoker} for ${event.profile} is active`;
    throw new LedgerConflict(message, { cause: error });
  }
}

/** One conditional change, inside the caller's transaction; gives the event as stored. */
export function updateBreakglass(
  database: DatabaseSync,
  event: BreakglassEvent,
  changes: BreakglassChanges,
  now: number,
): BreakglassEvent {
  const found = find(database, event.id);
  if (found === null) throw new LedgerMissing(`there is no break-glass event ${event.id}`);
  if (found.version !== event.version) {
    throw new LedgerConflict(`the event ${event.id} has changed meanwhile (${found.status})`);
  }
  const next = changeBreakglass(found, changes, now);
  update(database, 'breakglass', stored(next));
  return next;
}

/** The event of this id as it is at `now`; null where there is none. */
export function getBreakglass(
  database: DatabaseSync,
  id: string,
  now: number,
): BreakglassEvent | null {
  const found = find(database, id);
  return found && breakglassAt(found, now);
}

/** The one event of this user and profile that grants at `now`. */
export function activeBreakglass(
  database: DatabaseSync,
  user: string,
  profile: string,
  now: number,
): BreakglassEvent | null {
  const found = findActive(database, user, profile);
  return found !== null && breakglassGrants(found, now) ? found : null;
}

/** Events that all of the filter's members fit, newest first, as they are at `now`. */
export function listBreakglass(
  database: DatabaseSync,
  filter: BreakglassFilter,
  now: number,
): BreakglassEvent[] {
  const where = new Conditions()
    .equals('invoker', filter.user)
    .equals('profile', filter.profile)
    .beginsWith('id', filter.idPrefix);
  if (filter.status === 'active') where.add("status = 'active' and ends_at > ?", formatTime(now));
  else if (filter.status === 'expired') {
    where.add("(status = 'expired' or (status = 'active' and ends_at <= ?))", formatTime(now));
  } else where.equals('status', filter.status);
  return where
    .newest(database, 'breakglass', 'created_at', filter.limit)
    .map((row) => breakglassAt(fromStored(BREAKGLASS_COLUMNS, row), now));
}

function find(database: DatabaseSync, id: string): BreakglassEvent | null {
  const row = database.prepare('select * from breakglass where id = ?').get(id);
  return row === undefined ? null : fromStored(BREAKGLASS_COLUMNS, row);
}

function findActive(database: DatabaseSync, user: string, profile: string): BreakglassEvent | null {
  const row = database
    .prepare("select * from breakglass where invoker = ? and profile = ? and status = 'active'")
    .get(user, profile);
  return row === undefined ? null : fromStored(BREAKGLASS_COLUMNS, row);
}

function stored(event: BreakglassEvent) {
  return toStored(BREAKGLASS_COLUMNS, event, { ends_at: formatTime(breakglassEnd(event)) });
}
