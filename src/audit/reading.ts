import { closeSync, openSync } from 'node:fs';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';

/**
 * Opens a log for the time of `work`; null where there is none.
 * @throws SentinelError('failed') for what the system refuses, from `work` too.
 */
export function reading<T>(path: string, work: (file: number) => T): T | null {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    return work(file);
  } catch (error) {
    const code = errorCode(error);
    if (file === null && code === 'ENOENT') return null;
    if (code === undefined) throw error;
    throw new SentinelError('failed', `The log ${path} cannot be read (${code}).`, [], error);
  } finally {
    if (file !== null) closeSync(file);
  }
}
