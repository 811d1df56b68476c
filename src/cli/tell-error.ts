import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';

/**
 * Says on stderr what went wrong and what to type next, and gives the exit code. Anything that is no
 * SentinelError is a bug: its message may hold anything, so only its class and place are shown.
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
    const message = visible(error.message, { newlines: !how.oneLine });
    stderr.write(
      how.oneLine
        ? `sentinel: ${[message, ...next].join(' ')}\n`
        : `sentinel: ${message}\n${next.map((line) => `  ${line}\n`).join('')}`,
    );
    return error.exitCode;
  }
  const stack = error instanceof Error ? (error.stack ?? '').split('\n') : [];
  const frames = stack.filter((line) => /^\s+at /.test(line)).slice(0, how.debug ? 20 : 1);
  const name = error instanceof Error ? error.name : typeof error;
  stderr.write(
    `sentinel: this is a bug (${visible(name)}${visible((frames[0] ?? '').replace(/^\s+at/, ' at'))}). ` +
      `Nothing was issued that is not in the log. Please report it with the version (sentinel --version).\n`,
  );
  if (how.debug) stderr.write(`${frames.map((line) => visible(line)).join('\n')}\n`);
  return 1;
}
