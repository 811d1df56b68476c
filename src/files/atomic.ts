/**
 * Files of Sentinel's own: written whole or not at all, readable by their owner alone, and locked
 * where two processes may write. (write-file-atomic was weighed: it does not sync the folder, opens
 * its temporary file without O_EXCL and asks for newer Nodes than we run on.)
 */
import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * Puts `data` at `path` so that a reader, a crash or a loss of power finds either the old file or the
 * new one. Mode 0600; the folder must exist (`ensurePrivateDir`). A link at `path` is replaced, not
 * followed. Runs to its end before it gives control back, so writes of one process land in call order.
 * What a killed writer of the same file left is removed after a minute, since it may hold a secret.
 * @throws the system's own error (ENOSPC, EACCES...); then the old file stands and no temporary is left.
 */
export async function writeAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const { randomBytes } = process.getBuiltinModule('node:crypto');
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(file, data);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
  sweep(path);
}

/** No writer takes this long between making its temporary file and renaming it, milliseconds. */
const STALE = 60_000;

function sweep(path: string): void {
  const [folder, start] = [dirname(path), `${basename(path)}.`];
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(start) || !/^[0-9a-f]{12}\.tmp$/.test(name.slice(start.length))) continue;
    const left = join(folder, name);
    const made = statSync(left, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY;
    if (Date.now() - made > STALE) rmSync(left, { force: true });
  }
}

/** Makes a new or renamed entry of a folder survive a loss of power; does nothing where a folder cannot be synced (Windows, some network mounts). */
export function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    if (!['EPERM', 'EISDIR', 'EACCES', 'EINVAL', 'ENOTSUP'].includes(errorCode(error) ?? ''))
      throw error;
  }
}
