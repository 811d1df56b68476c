import { readSync } from 'node:fs';

/**
 * The lines of an open file from the first to the last, as bytes without their newline; `whole` is
 * false for a last line that lacks it.
 */
export function* linesForward(file: number): Generator<{ bytes: Buffer; whole: boolean }> {
  const chunk = Buffer.alloc(256 * 1024);
  let rest: Buffer = Buffer.alloc(0);
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
    const block = Buffer.concat([rest, chunk.subarray(0, read)]);
    let start = 0;
    for (let at = block.indexOf(0x0a); at >= 0; at = block.indexOf(0x0a, start)) {
      yield { bytes: block.subarray(start, at), whole: true };
      start = at + 1;
    }
    rest = block.subarray(start);
  }
  if (rest.length > 0) yield { bytes: rest, whole: false };
}
