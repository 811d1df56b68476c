import { readSync } from 'node:fs';

/**
 * The lines of an open file from the first to the last, as bytes without their newline; `whole` is
 * false for a last line that lacks it.
 * @param chunk bytes a read.
 * @param from where to start, in bytes.
 */
export function* linesForward(
  file: number,
  chunk = 256 * 1024,
  from = 0,
): Generator<{ bytes: Buffer; whole: boolean }> {
  const buffer = Buffer.alloc(chunk);
  let position = from;
  // Parts of a line that is longer than a chunk: joined once, when its end is found.
  let parts: Buffer[] = [];
  for (;;) {
    const read = readSync(file, buffer, 0, chunk, position);
    if (read === 0) break;
    position += read;
    const block = buffer.subarray(0, read);
    let start = 0;
    for (let at = block.indexOf(0x0a); at >= 0; at = block.indexOf(0x0a, start)) {
      const end = block.subarray(start, at);
      yield { bytes: parts.length === 0 ? end : Buffer.concat([...parts, end]), whole: true };
      parts = [];
      start = at + 1;
    }
    if (start < read) parts.push(Buffer.from(block.subarray(start)));
  }
  if (parts.length > 0) yield { bytes: Buffer.concat(parts), whole: false };
}
