import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { SentinelError } from '../errors.ts';
import { errorCode } from './error-code.ts';

/**
 * Makes sure that `path` is a folder which only this user can enter (0700), made with its parents where
 * it is missing and narrowed where it is ours but too open.
 * @throws SentinelError('failed') where it is a link, not a folder, or someone else's: what is put there
 *   (log, ledger, sockets) could be read or swapped by others.
 */
export async function ensurePrivateDir(path: string): Promise<void> {
  const found = look(path) ?? make(path);
  refuseForeign(path, found);
  // Windows: the profile folder's ACL stands for owner and mode.
  if (process.getuid && (found.mode & 0o077) !== 0) chmodSync(path, 0o700);
}

/**
 * Whether there is such a folder, for those who only take away from it: it is neither made nor narrowed.
 * @throws SentinelError('failed') as ensurePrivateDir: what lies behind a link is not ours to remove.
 */
export function hasPrivateDir(path: string): boolean {
  const found = look(path);
  if (found) refuseForeign(path, found);
  return found !== null;
}

function refuseForeign(path: string, found: Stats): void {
  if (found.isSymbolicLink()) {
    throw refusal(
      path,
      'is a link',
      'remove the link, or let XDG_STATE_HOME or XDG_CACHE_HOME lead to the real folder',
    );
  }
  if (!found.isDirectory()) throw refusal(path, 'is not a folder', 'move it away');
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid) {
    throw refusal(path, `belongs to uid ${found.uid}, not to you (uid ${uid})`, `ls -ld '${path}'`);
  }
}

function look(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw failure(path, error);
  }
}

function make(path: string): Stats {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return lstatSync(path);
  } catch (error) {
    throw failure(path, error);
  }
}

function refusal(path: string, why: string, next: string): SentinelError {
  return new SentinelError('failed', `${path} ${why}, so Sentinel keeps nothing there.`, [next]);
}

function failure(path: string, error: unknown): SentinelError {
  const code = errorCode(error) ?? String(error);
  return new SentinelError('failed', `The folder ${path} cannot be made (${code}).`, [], error);
}
