import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../files/error-code.ts';

/**
 * A file of the log that was full and set by. None is ever deleted or written to again by Sentinel: who
 * wants old decisions elsewhere moves these files, oldest first.
 */
export interface Segment {
  readonly path: string;
  readonly name: string;
  /** The first and the last seq, as the name says. */
  readonly from: number;
  readonly to: number;
}

const NAME = /^decisions-(\d{10,16})-(\d{10,16})\.jsonl$/;

/** `decisions-0000000001-0000024310.jsonl`: listed by name they stand in the order of the chain. */
export function segmentName(from: number, to: number): string {
  const padded = [from, to].map((seq) => String(seq).padStart(10, '0'));
  return `decisions-${padded.join('-')}.jsonl`;
}

export function isSegmentName(name: string): boolean {
  return NAME.test(name);
}

/** The segments in the log's folder, oldest first by name; none where there is no folder. */
export function segmentsIn(folder: string): Segment[] {
  return namesIn(folder)
    .flatMap((name) => {
      const [from = Number.NaN, to = Number.NaN] = (NAME.exec(name) ?? []).slice(1).map(Number);
      const fits = Number.isSafeInteger(from) && Number.isSafeInteger(to);
      return fits ? [{ path: join(folder, name), name, from, to }] : [];
    })
    .sort((a, b) => a.to - b.to || a.from - b.from);
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}
