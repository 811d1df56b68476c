import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { linesBackward } from './backward.ts';
import { linesForward } from './forward.ts';
import { NO_HASH, readLine } from './line.ts';
import { segmentsIn } from './segments.ts';

/** The last line of a chain. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/**
 * The last whole line of an open file and where it ends; head null and end 0 where there is none. A last
 * line with a wrong hash is followed all the same: verify-log names it, and nobody is locked out.
 */
export function tailOf(file: number, size: number): { end: number; head: Head | null } {
  for (const { bytes, end, whole } of linesBackward(file, size, 8 * 1024)) {
    const read = whole ? readLine(bytes) : null;
    if (read) return { end, head: { seq: read.line.seq, hash: read.line.hash } };
  }
  return { end: 0, head: null };
}

/** The seq of the first line that is one; null where there is none. */
export function firstSeq(file: number): number | null {
  for (const { bytes, whole } of linesForward(file, 8 * 1024)) {
    const read = whole ? readLine(bytes) : null;
    if (read) return read.line.seq;
  }
  return null;
}

/** What an empty log goes on from: the last line of the newest file that was set by. */
export function headOfSegments(folder: string): Head {
  for (const { path } of segmentsIn(folder).reverse()) {
    const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { head } = tailOf(file, fstatSync(file).size);
      if (head) return head;
    } finally {
      closeSync(file);
    }
  }
  return { seq: 0, hash: NO_HASH };
}
