import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../files/error-code.ts';

/** How long a pipe's reader may take to make room, milliseconds. */
const PATIENCE = 1000;

/**
 * Adds the log's line, byte for byte, to a further file (`log:` / `--log-file`), synced. It may be a
 * pipe, a device, a file this user can only append to, or one that other writers, whom the log's lock
 * does not hold, append to as well: each line is one write, and nothing is ever cut off.
 * @throws the system's own error: a sink that was asked for and cannot be written stops the issue.
 *   ENXIO for a pipe that nobody reads; EAGAIN for one whose reader does not keep up.
 */
export async function appendToSink(path: string, line: Buffer): Promise<void> {
  // Not waiting: opening or writing a pipe without a reader would hold us for ever.
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT;
  const file = openSync(
    path,
    flags | (constants.O_NONBLOCK ?? 0) | (constants.O_NOCTTY ?? 0),
    0o600,
  );
  try {
    if (!fstatSync(file).isFile()) return await writeSlowly(file, line);
    // What a crash or a full disk left unfinished gets its newline, so that this line stands alone.
    const bytes = isTorn(path) ? Buffer.concat([NEW_LINE, line]) : line;
    // A short write means that the disk is full: writing the rest gives the error its name.
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Writes to one of the process's own streams. @throws what the stream says (a full disk, a reader that has gone). */
export function appendToStream(stream: NodeJS.WritableStream, line: Buffer): Promise<void> {
  return new Promise((done, failed) => {
    stream.write(line, (error) => (error ? failed(error) : done()));
  });
}

async function writeSlowly(file: number, bytes: Buffer): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  for (let done = 0; done < bytes.length; ) {
    try {
      done += writeSync(file, bytes, done);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN' || performance.now() > deadline) throw error;
      await sleep(10);
    }
  }
}

const NEWLINE = 0x0a;
const NEW_LINE = Buffer.from([NEWLINE]);

/** Whether a file's last line lacks its end; false where it may not be read, since nobody can tell. */
function isTorn(path: string): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const { size } = fstatSync(file);
    const last = Buffer.alloc(1, NEWLINE);
    if (size > 0) readSync(file, last, 0, 1, size - 1);
    return last[0] !== NEWLINE;
  } catch (error) {
    if (errorCode(error) !== 'EACCES' && errorCode(error) !== 'EPERM') throw error;
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
