import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { errorCode } from '../files/error-code.ts';
import { writeWhole } from './append.ts';

const NEWLINE = 0x0a;

/**
 * Adds the log's line, byte for byte, to a further file (`log:` / `--log-file`), synced. It may be a
 * pipe, a device or a file this user can only append to.
 * @throws the system's own error: a sink that was asked for and cannot be written stops the issue.
 */
export function appendToSink(path: string, line: Buffer): void {
  const { file, readable } = open(path);
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) {
      writeSync(file, line);
      return;
    }
    // What a crash left unfinished gets its newline, so that this line stands alone.
    const bytes = readable && isTorn(file, stats.size) ? Buffer.concat([NEW_LINE, line]) : line;
    writeWhole(file, stats.size, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

const NEW_LINE = Buffer.from([NEWLINE]);

function open(path: string): { file: number; readable: boolean } {
  try {
    return { file: openSync(path, 'a+', 0o600), readable: true };
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EACCES' && code !== 'ESPIPE' && code !== 'EPERM') throw error;
    return { file: openSync(path, 'a', 0o600), readable: false };
  }
}

function isTorn(file: number, size: number): boolean {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  readSync(file, last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
