import { closeSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { errorCode } from './error-code.ts';
import { loadSqlite } from './load-sqlite.ts';

/** SQLite's primary result codes that callers tell apart (sqlite.org/rescode.html). */
export const SQLITE = {
  busy: 5,
  locked: 6,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  notADatabase: 26,
} as const;

/**
 * Opens a database file, made 0600 where it is new.
 *
 * The file must not be opened by any other means in this process: closing *any* descriptor of a file
 * drops all POSIX locks the process holds on it, SQLite's included. (So the one open below must come
 * before this process has a connection, which `wx` guarantees: it succeeds only for a new file.)
 */
export function openDatabase(path: string): DatabaseSync {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  return new (loadSqlite().DatabaseSync)(path);
}

/** SQLite's primary result code of an error that `node:sqlite` threw; null for any other error. */
export function sqliteCode(error: unknown): number | null {
  if (errorCode(error) !== 'ERR_SQLITE_ERROR') return null;
  const code = (error as { errcode?: unknown }).errcode;
  return typeof code === 'number' ? code & 0xff : null;
}

/** Whether another connection stood in the way and trying again may help. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error);
  return code === SQLITE.busy || code === SQLITE.locked;
}
