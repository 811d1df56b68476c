import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncFolder } from '../files/atomic.ts';
import { linesBackward } from './backward.ts';
import { NO_HASH, readLine } from './line.ts';
import type { LogHead } from './types.ts';

/** What a new line follows: the chain's head, and where bytes that were no whole line went. */
export interface Follows {
  readonly seq: number;
  readonly hash: string;
  readonly setAside?: string;
}

/**
 * Appends the line that `make` builds on the chain's present head, with one write, and syncs it before
 * returning. Only the file's last line is read. What a crash left behind the last whole line is moved to
 * a file of its own first. The caller holds the log's lock.
 * @param mark goes into the name of a file set aside.
 * @throws the system's own error; the file then ends where it ended before.
 */
export function appendToChain(
  path: string,
  mark: () => string,
  make: (follows: Follows) => { bytes: Buffer; head: LogHead },
): { bytes: Buffer; head: LogHead } {
  // No link is followed: the log is ours, in a folder of ours.
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  const file = openSync(path, flags, 0o600);
  try {
    const { size, mode } = fstatSync(file);
    if ((mode & 0o077) !== 0) fchmodSync(file, 0o600);
    const tail = findTail(file, size);
    const setAside = tail.end < size ? moveAside(file, path, tail.end, size, mark()) : undefined;
    const line = make(setAside === undefined ? tail.head : { ...tail.head, setAside });
    writeWhole(file, tail.end, line.bytes);
    if (size === 0) syncFolder(dirname(path));
    return setAside === undefined ? line : { ...line, head: { ...line.head, setAside } };
  } finally {
    closeSync(file);
  }
}

/**
 * One write, synced; where that fails the file is cut back to `size`, so that no half line is left.
 * @throws the system's own error (ENOSPC, EDQUOT, EIO...).
 */
export function writeWhole(file: number, size: number, bytes: Buffer): void {
  try {
    // A short write means that the disk is full: writing the rest gives the error its name.
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } catch (error) {
    try {
      ftruncateSync(file, size);
    } catch {
      // What is left of the line is set aside by the next append.
    }
    throw error;
  }
}

function findTail(file: number, size: number): { end: number; head: LogHead } {
  for (const { bytes, end, whole } of linesBackward(file, size, 8 * 1024)) {
    const read = whole ? readLine(bytes) : null;
    // A last line with a wrong hash is followed all the same: verify-log names it, and nobody is locked out.
    if (read) return { end, head: { seq: read.line.seq, hash: read.line.hash } };
  }
  return { end: 0, head: { seq: 0, hash: NO_HASH } };
}

function moveAside(file: number, path: string, from: number, to: number, mark: string): string {
  const torn = Buffer.alloc(to - from);
  readSync(file, torn, 0, torn.length, from);
  const name = `${basename(path)}.torn-${mark}`;
  writeFileSync(join(dirname(path), name), torn, { mode: 0o600, flag: 'wx', flush: true });
  ftruncateSync(file, from);
  return name;
}
