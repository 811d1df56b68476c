import { closeSync, fstatSync, openSync } from 'node:fs';
import type { Context } from '../context.ts';
import { errorCode } from '../files/error-code.ts';
import { linesBackward } from './backward.ts';
import { readLine } from './line.ts';
import { logPath } from './log.ts';
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
 */
export async function readDecisions(
  ctx: Pick<Context, 'paths'>,
  options: ReadOptions = {},
): Promise<LogLine[]> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY;
  const file = open(options.file ?? logPath(ctx));
  if (file === null) return [];
  try {
    const found: LogLine[] = [];
    for (const { bytes, whole } of linesBackward(file, fstatSync(file).size)) {
      if (found.length >= limit) break;
      const line = whole ? readLine(bytes)?.line : undefined;
      if (line && (options.filter?.(line) ?? true)) found.push(line);
    }
    return found;
  } finally {
    closeSync(file);
  }
}

function open(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}
