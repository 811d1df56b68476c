import type { DatabaseSync } from 'node:sqlite';
import { SQLITE, sqliteCode } from '../../files/sqlite.ts';
import { changeSession, sessionAt, sessionEnd } from '../session-state.ts';
import { formatTime } from '../times.ts';
import {
  LedgerConflict,
  LedgerMissing,
  type SessionChanges,
  type SessionFilter,
  type SessionRow,
} from '../types.ts';
import { fromStored, SESSION_COLUMNS, toStored } from './columns.ts';
import { Conditions } from './select.ts';
import { insert, update } from './statements.ts';

/** Puts a new session row; an id that exists is a LedgerConflict. */
export function putSession(database: DatabaseSync, row: SessionRow): void {
  try {
    insert(database, 'sessions', stored(row));
  } catch (error) {
    if (sqliteCode(error) !== SQLITE.constraint) throw error;
    throw new LedgerConflict(`the session ${row.id} exists already`, { cause: error });
  }
}

/** One conditional change, inside the caller's transaction; gives the row as stored. */
export function updateSession(
  database: DatabaseSync,
  row: SessionRow,
  changes: SessionChanges,
  now: number,
): SessionRow {
  const found = find(database, row.id);
  if (found === null) throw new LedgerMissing(`there is no session ${row.id}`);
  if (found.version !== row.version) {
    throw new LedgerConflict(`the session ${row.id} has changed meanwhile (${found.status})`);
  }
  const next = changeSession(found, changes, now);
  update(database, 'sessions', stored(next));
  return next;
}

/** The session of this id as it is at `now`; null where there is none. */
export function getSession(database: DatabaseSync, id: string, now: number): SessionRow | null {
  const found = find(database, id);
  return found && sessionAt(found, now);
}

/** Sessions that all of the filter's members fit, newest first, as they are at `now`. */
export function listSessions(
  database: DatabaseSync,
  filter: SessionFilter,
  now: number,
): SessionRow[] {
  const where = new Conditions()
    .equals('user', filter.user)
    .equals('profile', filter.profile)
    .equals('granted_by', filter.grant)
    .beginsWith('id', filter.idPrefix);
  addStatus(where, filter.status, formatTime(now));
  return where
    .newest(database, 'sessions', 'started_at', filter.limit)
    .map((row) => sessionAt(fromStored(SESSION_COLUMNS, row), now));
}

function addStatus(where: Conditions, status: SessionFilter['status'], now: string): void {
  if (status === 'issuing' || status === 'active') {
    where.add('status = ? and (ends_at is null or ends_at > ?)', status, now);
  } else if (status === 'expired') {
    where.add("(status = 'expired' or (status in ('issuing', 'active') and ends_at <= ?))", now);
  } else {
    where.equals('status', status);
  }
}

function find(database: DatabaseSync, id: string): SessionRow | null {
  const row = database.prepare('select * from sessions where id = ?').get(id);
  return row === undefined ? null : fromStored(SESSION_COLUMNS, row);
}

function stored(row: SessionRow) {
  const end = sessionEnd(row);
  return toStored(SESSION_COLUMNS, row, { ends_at: end === null ? null : formatTime(end) });
}
