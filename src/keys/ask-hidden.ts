import { SentinelError } from '../errors.ts';
import { visible } from '../terminal/sanitise.ts';

/**
 * Asks for one line on the process's terminal (/dev/tty, whatever the streams are) without showing it.
 * @returns what was typed; null where there is no terminal, or it was closed.
 * @throws SentinelError('interrupted') on Ctrl+C.
 */
export async function askHidden(prompt: string): Promise<string | null> {
  const { openSync, writeSync } = process.getBuiltinModule('node:fs');
  const { ReadStream } = process.getBuiltinModule('node:tty');
  let terminal: number;
  try {
    terminal = openSync('/dev/tty', 'r+');
  } catch {
    return null; // no controlling terminal; Windows
  }
  const input = new ReadStream(terminal);
  try {
    input.setRawMode(true);
    writeSync(terminal, visible(prompt));
    const typed = await line(input);
    writeSync(terminal, '\r\n');
    if (typed === 'interrupted') throw new SentinelError('interrupted', 'Interrupted.');
    return typed?.text ?? null;
  } finally {
    input.setRawMode(false);
    input.destroy();
  }
}

/** null: the terminal went away. */
function line(input: NodeJS.ReadStream): Promise<{ text: string } | 'interrupted' | null> {
  input.setEncoding('utf8');
  return new Promise((resolve) => {
    let text = '';
    input.on('error', () => resolve(null));
    input.on('end', () => resolve(null));
    input.on('data', (chunk: string) => {
      for (const char of chunk) {
        if (char === '\r' || char === '\n') return resolve({ text });
        if (char === '\x03') return resolve('interrupted');
        if (char === '\x04' && text === '') return resolve(null);
        if (char === '\x7f' || char === '\b') text = [...text].slice(0, -1).join('');
        else if (char === '\x15') text = '';
        else if (char >= ' ') text += char;
      }
    });
  });
}
