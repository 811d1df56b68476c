import { closeSync, constants, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { segmentsIn } from './segments.ts';

/** One file of a log, opened. */
export interface LogFile {
  readonly name: string;
  /** The lines that its name promises; null for the one that is still written to. */
  readonly range: { readonly from: number; readonly to: number } | null;
  /** Opens it for the time of `work`. */
  read<T>(work: (file: number) => T): T;
}

/** How often a log may be set by while we look; each time takes thousands of lines. */
const TRIES = 100;

/**
 * Runs `work` on the log's files as they are at one moment, oldest first: what is set by meanwhile is
 * neither seen twice nor missed. Takes no lock, so that looking never stands in a writer's way.
 * @param alone the file is looked at by itself: it is another than our own log.
 * @throws SentinelError('failed') for what the system refuses, from `work` too.
 */
export async function withLogFiles<T>(
  path: string,
  alone: boolean,
  work: (files: readonly LogFile[]) => T | Promise<T>,
): Promise<T> {
  const setBy = () => (alone ? [] : segmentsIn(dirname(path)));
  let current: number | null = null;
  try {
    let segments = setBy();
    for (let tries = 0; ; tries++) {
      current = openIfThere(path);
      const after = setBy();
      // As many before as after: what was opened is what follows them.
      if (after.length === segments.length || tries === TRIES) break;
      if (current !== null) closeSync(current);
      current = null;
      segments = after;
    }
    const files = segments.map(({ name, path: at, from, to }): LogFile => {
      return { name, range: { from, to }, read: (look) => readClosed(at, look) };
    });
    const open = current;
    if (open !== null)
      files.push({ name: basename(path), range: null, read: (look) => look(open) });
    return await work(files);
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (current !== null) closeSync(current);
  }
}

function readClosed<T>(path: string, work: (file: number) => T): T {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    return work(file);
  } finally {
    closeSync(file);
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Errors of the system become a sentence; others are handed on as they are. */
function unreadable(path: string, error: unknown): unknown {
  const code = errorCode(error);
  return code === undefined
    ? error
    : new SentinelError('failed', `The log ${path} cannot be read (${code}).`, [], error);
}
