import { dirname } from 'node:path';
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
 * gives its result. The lock is the kernel's (SQLite's `BEGIN EXCLUSIVE` on an empty database), so a
 * holder that is killed lets go at once and nothing stale is ever left. Not reentrant. Keep `work`
 * short: waiters poll. Nothing else may open the file at `path` (see files/sqlite.ts).
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
  try {
    return await untilFree(timeout, () => tryTake(path));
  } catch (error) {
    throw isBusy(error) ? timedOut(path, timeout) : unusable(path, error);
  }
}

function tryTake(path: string): () => void {
  const database = openDatabase(path);
  try {
    // A journal in memory: beginning on an empty file would otherwise leave one beside it.
    database.exec('pragma busy_timeout = 0; pragma journal_mode = memory; begin exclusive');
  } catch (error) {
    database.close();
    throw error;
  }
  return () => database.close();
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
