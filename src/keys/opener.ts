/** Who makes the key of a key file. */
import type { Unlock } from './key-file-format.ts';

export interface Opener {
  /** How a new file is to be locked. */
  fresh(): Unlock;
  /**
   * The 32 bytes for a file that is locked so.
   * @param isRight whether a key opens the file; null: there is no file yet.
   * @returns a key for which `isRight` holds.
   * @throws SentinelError('failed') where there is none, with the way out.
   */
  keyFor(unlock: Unlock, isRight: ((key: Uint8Array) => boolean) | null): Promise<Uint8Array>;
}
