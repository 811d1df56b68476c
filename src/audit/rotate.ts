import { existsSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncFolder } from '../files/atomic.ts';
import { segmentName } from './segments.ts';

/** A log that has reached this size, in bytes, is set by before the next line: some 20 000 lines. */
export const FULL = 16 * 1024 * 1024;

/**
 * Sets a full log by under a name that says which lines it has; the chain goes on in a new file. One
 * rename, so a kill leaves it done or not: without a log the next append finds the head in the newest
 * file that was set by. The caller holds the log's lock.
 * @returns false where it must go on as it is: a file of that name is there already (somebody put back an
 *   old copy; nothing is overwritten), or it may not be renamed (append-only). No reason to refuse anybody.
 */
export function setBy(path: string, first: number, last: number): boolean {
  const folder = dirname(path);
  const target = join(folder, segmentName(first, last));
  if (existsSync(target)) return false;
  try {
    renameSync(path, target);
  } catch {
    return false;
  }
  // Before the new file is made: a loss of power must not keep that and lose this.
  syncFolder(folder);
  return true;
}
