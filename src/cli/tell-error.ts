import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';

/**
 * Says on stderr what went wrong and what to type next, and gives the exit code. Anything that is no
 * SentinelError is a bug.
 */
export async function tellError(
  ctx: Context,
  error: unknown,
  how: { oneLine: boolean; debug: boolean },
): Promise<number> {
  const { visible } = await import('../terminal/sanitise.ts');
  const { stderr } = ctx.stdio;
  if (error instanceof SentinelError) {
    const next = error.next.map((line) => visible(line));
    // Further lines of a message are indented: foreign text in it cannot begin a line of ours.
    const message = visible(error.message, { newlines: !how.oneLine }).replaceAll('\n', '\n  ');
    stderr.write(
      how.oneLine
        ? `sentinel: ${[message, ...next].join(' ')}\n`
        : `sentinel: ${message}\n${next.map((line) => `  ${line}\n`).join('')}`,
    );
    return error.exitCode;
  }
  const { describeBug } = await import('../bug.ts');
  stderr.write(`${describeBug(error, how.debug ? 20 : 1)}\n`);
  return 1;
}
