import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SentinelError } from '../../errors.ts';
import { errorCode } from '../../files/error-code.ts';
import { ensurePrivateDir } from '../../files/private-dir.ts';
import { isBusy, openDatabase, SQLITE, sqliteCode } from '../../files/sqlite.ts';
import { untilFree } from '../../files/until-free.ts';
import { upgrade } from './schema.ts';

/** One open ledger file. Every use goes through `read` or `write`, which wait for other processes. */
export interface Connection {
  /** @throws SentinelError('failed' | 'unavailable') for what SQLite refuses. */
  read<T>(work: (database: DatabaseSync) => T): Promise<T>;
  /** Runs `work` in one transaction: all of it is durable when the promise resolves, or nothing is. */
  write<T>(work: (database: DatabaseSync) => T): Promise<T>;
  close(): void;
}

/** How long a process waits for the others, milliseconds; one write takes under a millisecond. */
const PATIENCE = 5000;

/**
 * Opens (and where it is new, makes) the ledger file: 0600 in a folder of our own, write-ahead log, and
 * each commit synced, because rows here grant access.
 */
export async function connect(path: string): Promise<Connection> {
  await ensurePrivateDir(dirname(path));
  let database: DatabaseSync | undefined;
  const guarded = async <T>(work: () => T): Promise<T> => {
    try {
      return await untilFree(PATIENCE, work);
    } catch (error) {
      throw tell(path, error);
    }
  };
  const opened = await guarded(() => {
    database ??= openDatabase(path);
    // Little patience inside SQLite, since it blocks the event loop; the rest is waited for outside.
    database.exec('pragma busy_timeout = 50; pragma synchronous = full');
    useWriteAheadLog(database);
    upgrade(database, path);
    return database;
  }).catch((error: unknown) => {
    database?.close();
    throw error;
  });
  return {
    read: (work) => guarded(() => work(opened)),
    write: (work) => guarded(() => transaction(opened, work)),
    close: () => opened.close(),
  };
}

/** Changing the mode ignores busy_timeout, so it is asked for first, and set only once a file's life. */
function useWriteAheadLog(database: DatabaseSync): void {
  const mode = database.prepare('pragma journal_mode').get()?.['journal_mode'];
  if (mode !== 'wal') database.exec('pragma journal_mode = wal');
}

function transaction<T>(database: DatabaseSync, work: (database: DatabaseSync) => T): T {
  database.exec('begin immediate');
  try {
    const result = work(database);
    database.exec('commit');
    return result;
  } catch (error) {
    try {
      database.exec('rollback');
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error); the first error tells why.
    }
    throw error;
  }
}

function tell(path: string, error: unknown): unknown {
  if (isBusy(error)) {
    return new SentinelError(
      'unavailable',
      `The ledger ${path} has been busy for ${PATIENCE / 1000} s; gave up waiting.`,
      ['Try again.'],
      error,
    );
  }
  const code = sqliteCode(error);
  if (code === null && errorCode(error) === undefined) return error;
  if (code === SQLITE.constraint) return error;
  if (code === SQLITE.corrupt || code === SQLITE.notADatabase) {
    return new SentinelError(
      'failed',
      `The ledger ${path} is damaged, so it cannot be relied on.`,
      [`Keep it and begin a new one: mv '${path}' '${path}.damaged'`],
      error,
    );
  }
  const why = error instanceof Error ? error.message : String(error);
  return new SentinelError('failed', `The ledger ${path} cannot be used: ${why}.`, [], error);
}
