/** Writes to the terminal while a child has it. */
import type { Context } from '../context.ts';

/**
 * A function that writes a sequence (a title, a bell) past the child. With `stty tostop` in a person's rc
 * file the kernel stops a process that does so, and nobody would wake it. A process that ignores SIGTTOU
 * is let through (termios(3), TOSTOP), but Node can only handle that signal, which makes the write fail
 * over and over: so a `sh` that ignores it writes for us.
 * @param lent is the terminal still the child's? When it is ours, we write ourselves.
 */
export function teller(
  ctx: Pick<Context, 'spawn' | 'stdio' | 'platform'>,
  lent: () => boolean,
): (sequence: string) => void {
  let order = Promise.resolve();
  return (sequence) => {
    if (sequence === '') return;
    if (lent() && ctx.platform !== 'win32') {
      order = order.then(() => (lent() ? writePast(ctx, sequence) : undefined));
    } else if (ctx.stdio.stdout.writable) ctx.stdio.stdout.write(sequence);
  };
}

/** Resolves when it is written, or when it could not be: a title is not worth an error. */
function writePast(ctx: Pick<Context, 'spawn'>, sequence: string): Promise<void> {
  return new Promise((done) => {
    try {
      const script = 'trap "" TTOU; printf %s "$1"';
      const stdio = ['ignore', 'inherit', 'ignore'] as const;
      const sh = ctx.spawn('sh', ['-c', script, 'sh', sequence], { stdio: [...stdio] });
      sh.once('error', () => done());
      sh.once('exit', () => done());
    } catch {
      done();
    }
  });
}
