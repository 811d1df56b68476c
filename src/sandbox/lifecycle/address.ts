/** The address file: where the running server of a home is, for the other processes of this user. */
import { readFileSync, rmSync } from 'node:fs';
import { writeAtomic } from '../../files/atomic.ts';

export interface Address {
  readonly url: string;
  /** Opens the control door; the file is 0600. */
  readonly token: string;
  readonly pid: number;
  /** What it runs (program.ts); null: not known. */
  readonly program?: string | null;
}

/** Null where there is no file, or none of ours. */
export function readAddress(path: string): Address | null {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Address>;
    const { url, token, pid, program = null } = value;
    if (typeof url !== 'string' || typeof token !== 'string' || typeof pid !== 'number')
      return null;
    // A file that somebody changed must not send us elsewhere.
    return /^http:\/\/127\.0\.0\.1:\d+$/.test(url) ? { url, token, pid, program } : null;
  } catch {
    return null;
  }
}

/** Renamed in, so that a reader sees a whole address or none. */
export function writeAddress(path: string, address: Address): Promise<void> {
  return writeAtomic(path, JSON.stringify(address));
}

/** Removes the file if it still names this server. */
export function dropAddress(path: string, address: Address): void {
  if (readAddress(path)?.token === address.token) rmSync(path, { force: true });
}
