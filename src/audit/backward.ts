import { readSync } from 'node:fs';

/** One line of a file, found from its end. */
export interface BackwardLine {
  /** Without the newline. */
  readonly bytes: Buffer;
  /** Offset after the line and its newline. */
  readonly end: number;
  /** False for a last line that lacks its newline. */
  readonly whole: boolean;
}

const NEWLINE = 0x0a;

/**
 * The lines of an open file from the last to the first, reading only as far back as they are asked for.
 * @param size where to start, in bytes: what is appended meanwhile is not seen.
 * @param chunk bytes a read.
 */
export function* linesBackward(
  file: number,
  size: number,
  chunk = 64 * 1024,
): Generator<BackwardLine> {
  let start = size;
  let end = size;
  let whole = false;
  // Parts of a line that is longer than a chunk, last part first: joined once, when its start is found.
  let parts: Buffer[] = [];
  while (start > 0) {
    const length = Math.min(chunk, start);
    start -= length;
    let block = readExactly(file, start, length);
    for (let at = block.lastIndexOf(NEWLINE); at >= 0; at = block.lastIndexOf(NEWLINE)) {
      const bytes = join(block.subarray(at + 1), parts);
      const lineEnd = start + at + 1;
      if (lineEnd < end || bytes.length > 0) yield { bytes, end, whole };
      parts = [];
      end = lineEnd;
      whole = true;
      block = block.subarray(0, at);
    }
    if (block.length > 0) parts.push(block);
  }
  const first = join(Buffer.alloc(0), parts);
  if (first.length > 0 || whole) yield { bytes: first, end, whole };
}

function join(head: Buffer, parts: Buffer[]): Buffer {
  return parts.length === 0 ? head : Buffer.concat([head, ...parts.reverse()]);
}

function readExactly(file: number, position: number, length: number): Buffer {
  const block = Buffer.alloc(length);
  let got = 0;
  while (got < length) {
    const read = readSync(file, block, got, length - got, position + got);
    if (read === 0) throw new Error('the file became shorter while it was read');
    got += read;
  }
  return block;
}
