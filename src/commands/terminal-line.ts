/** Lines that a person types at the controlling terminal, whatever stdin is. */
import type { ReadStream } from 'node:tty';
import type { Context } from '../context.ts';

export interface TerminalLines {
  /**
   * The next line without its end; null at the end of input (Ctrl+D).
   * @throws the reason of the signal.
   */
  next(signal: AbortSignal): Promise<string | null>;
  close(): void;
}

/**
 * Opens `/dev/tty` for reading; null where no person is before us: there is none, or what we say on stderr
 * does not reach it. The terminal stays in its line mode: it echoes, edits and interrupts by itself.
 */
export async function openTerminalLines(ctx: Context): Promise<TerminalLines | null> {
  if (ctx.stdio.stderr.isTTY !== true) return null;
  const [{ openSync, closeSync }, tty] = await Promise.all([import('node:fs'), import('node:tty')]);
  let fd: number;
  try {
    fd = openSync(ctx.platform === 'win32' ? '\\\\.\\CONIN$' : '/dev/tty', 'r');
  } catch {
    return null;
  }
  if (!tty.isatty(fd)) {
    closeSync(fd);
    return null;
  }
  return readLines(new tty.ReadStream(fd));
}

function readLines(stream: ReadStream): TerminalLines {
  const lines: (string | null)[] = [];
  let wake = () => {};
  let text = '';
  const add = (line: string | null) => {
    lines.push(line);
    wake();
  };
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const parts = (text + chunk).split(/\r\n|\r|\n/);
    text = parts.pop() ?? '';
    for (const line of parts) add(line);
  });
  stream.on('end', () => add(null));
  // The terminal went away.
  stream.on('error', () => add(null));
  return {
    async next(signal) {
      const stopped = () => wake();
      signal.addEventListener('abort', stopped);
      try {
        for (;;) {
          signal.throwIfAborted();
          const line = lines.shift();
          if (line !== undefined) return line;
          const { promise, resolve } = Promise.withResolvers<void>();
          wake = resolve;
          await promise;
        }
      } finally {
        signal.removeEventListener('abort', stopped);
      }
    },
    close: () => void stream.destroy(),
  };
}
