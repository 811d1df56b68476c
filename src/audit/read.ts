import { fstatSync } from 'node:fs';
import type { Context } from '../context.ts';
import { linesBackward } from './backward.ts';
import { readLine } from './line.ts';
import { logPath } from './log.ts';
import { withLogFiles } from './snapshot.ts';
import type { LogLine } from './types.ts';

export interface ReadOptions {
  /** The most lines to give; absent: all. */
  readonly limit?: number;
  /** Only lines it says yes to count. */
  readonly filter?: (line: LogLine) => boolean;
  /** Another log file, read by itself. */
  readonly file?: string;
}

/**
 * The log's lines, newest first, through all its files, reading only as far back as it must. A line that is none
 * (a crash, an editor) is passed over: finding those is `verifyLog`'s work. No log yet: no lines.
 * @throws SentinelError('failed') where it cannot be read.
 */
export async function readDecisions(
  ctx: Pick<Context, 'paths'>,
  options: ReadOptions = {},
): Promise<LogLine[]> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const { file = logPath(ctx), filter = () => true } = options;
  const lines: LogLine[] = [];
  await withLogFiles(file, file !== logPath(ctx), (files) => {
    for (const part of files.toReversed()) {
      if (lines.length >= limit) return;
      part.read((open) => readBackward(open, limit, filter, lines));
    }
  });
  return lines;
}

function readBackward(
  open: number,
  limit: number,
  filter: (line: LogLine) => boolean,
  into: LogLine[],
): void {
  for (const { bytes, whole } of linesBackward(open, fstatSync(open).size)) {
    if (into.length >= limit) return;
    const line = whole ? readLine(bytes)?.line : undefined;
    if (line && filter(line)) into.push(line);
  }
}
