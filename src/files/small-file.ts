import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * The text of a file whose name comes from elsewhere and which should hold a few words: null where it is
 * no regular file or longer than `most` bytes. A pipe is not waited for, a device not read. Links are
 * followed (Kubernetes puts tokens behind them).
 * @throws the system's error (ENOENT, EACCES...).
 */
export function readSmallFile(path: string, most: number): string | null {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const about = fstatSync(file);
    if (!about.isFile() || about.size > most) return null;
    const bytes = readFileSync(file);
    // Files of /proc have no size.
    return bytes.length <= most ? bytes.toString('utf8') : null;
  } finally {
    closeSync(file);
  }
}
