/** Writes to the terminal while a child has it. */
import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';

/**
 * A function that writes a sequence (a title, a bell) past the child. With `stty tostop` in a person's rc
 * file the kernel stops a process that does so, and nobody would wake it: so stty is asked first, and
 * nothing is told then. Handling SIGTTOU instead would make the write fail over and over.
 * @param lent is the terminal still the child's? When it is ours, nothing need be asked.
 */
export function teller(
  ctx: Pick<Context, 'spawn' | 'stdio' | 'platform'>,
  lent: () => boolean,
): (sequence: string) => void {
  let order = Promise.resolve();
  const write = (sequence: string) => {
    if (ctx.stdio.stdout.writable) ctx.stdio.stdout.write(sequence);
  };
  return (sequence) => {
    if (sequence === '') return;
    if (!lent() || ctx.platform === 'win32') write(sequence);
    else
      order = order.then(async () => {
        if ((await mayWrite(ctx)) && lent()) write(sequence);
      });
  };
}

async function mayWrite(ctx: Pick<Context, 'spawn'>): Promise<boolean> {
  try {
    const stty = ctx.spawn('stty', ['-a'], { stdio: ['inherit', 'pipe', 'ignore'] });
    const gone = new Promise<boolean>((resolve) => stty.once('error', () => resolve(false)));
    let modes = '';
    const read = (async () => {
      for await (const chunk of stty.stdout as Readable) modes += String(chunk);
      return /(^|\s)-tostop\b/.test(modes);
    })();
    return await Promise.race([gone, read]);
  } catch {
    return false;
  }
}
