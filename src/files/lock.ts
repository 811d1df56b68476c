import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { SentinelError } from '../errors.ts';
import { errorCode } from './error-code.ts';
import { ensurePrivateDir } from './private-dir.ts';
import { isBusy, openDatabase } from './sqlite.ts';
import { untilFree } from './until-free.ts';

export interface LockOptions {
  /** How long to wait for whoever holds it, milliseconds; default 5000. */
  readonly timeout?: number;
}

/**
 * Runs `work` while no other process (and nobody else in this one) holds the lock file at `path`, and
 * gives its result. The lock is the kernel's (SQLite's `BEGIN IMMEDIATE` on an empty database), so a
 * holder that is killed lets go at once and nothing stale is ever left. (Not `EXCLUSIVE`: takers that
 * ask for it at once keep each other out, and nobody gets it.) Not reentrant. Keep `work` short:
 * waiters poll. Nothing else may open the file at `path` (see files/sqlite.ts).
 * @throws SentinelError('failed') when the time is over or the file cannot be used.
 */
export async function withLock<T>(
  path: string,
  work: () => T | Promise<T>,
  options: LockOptions = {},
): Promise<T> {
  const release = await take(path, options.timeout ?? 5000);
  try {
    return await work();
  } finally {
    release();
  }
}

async function take(path: string, timeout: number): Promise<() => void> {
  await ensurePrivateDir(dirname(path));
  let database: DatabaseSync | undefined;
  try {
    const opened = openDatabase(path);
    database = opened;
    // A journal in memory: beginning on an empty file would otherwise leave one beside it.
    opened.exec('pragma busy_timeout = 0; pragma journal_mode = memory');
    await untilFree(timeout, () => opened.exec('begin immediate'));
    return () => opened.close();
  } catch (error) {
    database?.close();
    throw isBusy(error) ? timedOut(path, timeout) : unusable(path, error);
  }
}

function timedOut(path: string, timeout: number): SentinelError {
  return new SentinelError(
    'failed',
    `Another Sentinel has held ${path} for ${Math.round(timeout / 100) / 10} s; gave up waiting.`,
    [`Try again; if it stays so, find the process: fuser '${path}'`],
  );
}

function unusable(path: string, error: unknown): SentinelError {
  const why = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  const detail = code && code !== 'ERR_SQLITE_ERROR' ? code : why;
  return new SentinelError(
    'failed',
    `The lock file ${path} cannot be used (${detail}).`,
    [],
    error,
  );
}
