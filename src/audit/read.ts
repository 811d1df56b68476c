import { fstatSync } from 'node:fs';
import type { Context } from '../context.ts';
import { linesBackward } from './backward.ts';
import { readLine } from './line.ts';
import { logPath } from './log.ts';
import { reading } from './reading.ts';
import type { LogLine } from './types.ts';

export interface ReadOptions {
  /** The most lines to give; absent: all. */
  readonly limit?: number;
  /** Only lines it says yes to count. */
  readonly filter?: (line: LogLine) => boolean;
  /** Another log file. */
  readonly file?: string;
}

/**
 * The log's lines, newest first, reading the file only as far back as it must. A line that is none
 * (a crash, an editor) is passed over: finding those is `verifyLog`'s work. No log yet: no lines.
 * @throws SentinelError('failed') where it cannot be read.
 */
export async function readDecisions(
  ctx: Pick<Context, 'paths'>,
  options: ReadOptions = {},
): Promise<LogLine[]> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const found = reading(options.file ?? logPath(ctx), (file) => {
    const lines: LogLine[] = [];
    for (const { bytes, whole } of linesBackward(file, fstatSync(file).size)) {
      if (lines.length >= limit) break;
      const line = whole ? readLine(bytes)?.line : undefined;
      if (line && (options.filter?.(line) ?? true)) lines.push(line);
    }
    return lines;
  });
  return found ?? [];
}
