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
import { FULL, setBy } from './rotate.ts';
import { firstSeq, type Head, headOfSegments, tailOf } from './tail.ts';
import type { LogHead } from './types.ts';

/** What a new line follows: the chain's head, and where bytes that were no whole line went. */
export interface Follows extends Head {
  readonly setAside?: string;
}

export interface AppendOptions {
  /** Goes into the name of a file set aside. */
  readonly mark: () => string;
  /** At which size, in bytes, a log is set by. */
  readonly full?: number | undefined;
}

/**
 * Appends the line that `make` builds on the chain's present head, with one write, and syncs it before
 * returning. Only the file's last line is read. What a crash left behind the last whole line is moved to
 * a file of its own first; a full file is set by. The caller holds the log's lock.
 * @throws the system's own error; the chain then ends where it ended before.
 */
export function appendToChain(
  path: string,
  { mark, full = FULL }: AppendOptions,
  make: (follows: Follows) => { bytes: Buffer; head: LogHead },
): { bytes: Buffer; head: LogHead } {
  let file = open(path);
  try {
    const { size, mode } = fstatSync(file);
    if ((mode & 0o077) !== 0) fchmodSync(file, 0o600);
    const tail = tailOf(file, size);
    const setAside = tail.end < size ? moveAside(file, path, tail.end, size, mark()) : undefined;
    const head = tail.head ?? headOfSegments(dirname(path));
    let { end } = tail;
    if (tail.head && end >= full && setBy(path, firstSeq(file) ?? head.seq, head.seq)) {
      const next = open(path);
      closeSync(file);
      [file, end] = [next, 0];
    }
    const line = make(setAside === undefined ? head : { ...head, setAside });
    writeWhole(file, end, line.bytes);
    if (end === 0) syncFolder(dirname(path));
    return setAside === undefined ? line : { ...line, head: { ...line.head, setAside } };
  } finally {
    closeSync(file);
  }
}

/** No link is followed: the log is ours, in a folder of ours. */
function open(path: string): number {
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW;
  return openSync(path, flags, 0o600);
}

/** One write, synced; where that fails the file is cut back to `size`, so that no half line is left. */
function writeWhole(file: number, size: number, bytes: Buffer): void {
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

function moveAside(file: number, path: string, from: number, to: number, mark: string): string {
  const torn = Buffer.alloc(to - from);
  readSync(file, torn, 0, torn.length, from);
  const name = `${basename(path)}.torn-${mark}`;
  writeFileSync(join(dirname(path), name), torn, { mode: 0o600, flag: 'wx', flush: true });
  ftruncateSync(file, from);
  return name;
}
