/**
 * A quick look at the ledger's newest rows, for a shell's prompt and for completion: read only, without
 * waiting for anybody, and without a word where it cannot be read. Decides nothing.
 */
import type { DatabaseSync } from 'node:sqlite';
import { loadSqlite } from '../files/load-sqlite.ts';

/** A session or an emergency, as far as a line about it needs. Times: milliseconds since the epoch. */
export interface Glimpse {
  readonly id: string;
  readonly profile: string;
  readonly user: string;
  /** As stored: a live row past its end still says `active`. */
  readonly status: string;
  readonly startedAt: number;
  /** Null: nothing ends it by itself. */
  readonly endsAt: number | null;
}

const SESSIONS =
  'select id, profile, user, status, started_at as started, ends_at as ends from sessions';
const EMERGENCIES =
  'select id, profile, invoker as user, status, created_at as started, ends_at as ends from breakglass';
const LIVE = "status = 'active' and (ends_at is null or ends_at > ?)";

/** Sessions in use at `now`, newest first. */
export function liveSessions(path: string, now: number, limit: number): Glimpse[] {
  return look(path, `${SESSIONS} where ${LIVE} order by started_at desc limit ${limit}`, now);
}

/** Sessions, those in use first, then newest first. */
export function newestSessions(path: string, now: number, limit: number): Glimpse[] {
  return look(path, `${SESSIONS} order by (${LIVE}) desc, started_at desc limit ${limit}`, now);
}

/** Emergencies, open ones first, then newest first. */
export function newestEmergencies(path: string, now: number, limit: number): Glimpse[] {
  return look(path, `${EMERGENCIES} order by (${LIVE}) desc, created_at desc limit ${limit}`, now);
}

function look(path: string, sql: string, now: number): Glimpse[] {
  try {
    const database = open(path);
    try {
      const rows = database.prepare(sql).all(new Date(now).toISOString());
      return rows.map((row) => ({
        id: String(row['id']),
        profile: String(row['profile']),
        user: String(row['user']),
        status: String(row['status']),
        startedAt: Date.parse(String(row['started'])),
        endsAt: row['ends'] === null ? null : Date.parse(String(row['ends'])),
      }));
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

/**
 * A read-only connection to a database in WAL mode still makes the files beside it where they are missing,
 * and leaves them. So a ledger that nobody has open (no log, or an empty one) is opened as one that does
 * not change: SQLite then touches nothing but the file itself.
 */
function open(path: string): DatabaseSync {
  const { DatabaseSync: Database } = loadSqlite();
  const log = process
    .getBuiltinModule('node:fs')
    .statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log && log.size > 0) return new Database(path, { readOnly: true });
  const url = process.getBuiltinModule('node:url').pathToFileURL(path);
  url.searchParams.set('immutable', '1');
  return openUrl(Database, url) ?? new Database(path, { readOnly: true });
}

/** Null where this Node takes no URL (before 22.15). */
function openUrl(Database: typeof DatabaseSync, url: URL): DatabaseSync | null {
  try {
    return new Database(url, { readOnly: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_INVALID_ARG_TYPE') return null;
    throw error;
  }
}
