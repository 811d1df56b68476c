import { spawn } from 'node-pty';

/** Milliseconds from the start of the process to the moment each text was on the terminal. */
export interface Seen {
  readonly at: Readonly<Record<string, number>>;
}

/**
 * Runs a program in a real pty until each of `texts` has been written, in order, then ends it.
 * @throws when a text does not come within 15 s.
 */
export async function runUntil(
  command: readonly string[],
  texts: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<Seen> {
  const [file = '', ...args] = command;
  const start = performance.now();
  const child = spawn(file, args, { cols: 120, rows: 40, env: env as Record<string, string> });
  const at: Record<string, number> = {};
  let output = '';
  let from = 0;
  const wanted = [...texts];
  try {
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(
        () => fail(new Error(`never saw "${wanted[0]}" in ${output}`)),
        15_000,
      );
      child.onData((data) => {
        output += data;
        for (let text = wanted[0]; text !== undefined; text = wanted[0]) {
          const found = output.indexOf(text, from);
          if (found < 0) return;
          from = found;
          at[text] = performance.now() - start;
          wanted.shift();
        }
        clearTimeout(timer);
        done();
      });
    });
  } finally {
    child.kill('SIGHUP');
  }
  return { at };
}
