import { Writable } from 'node:stream';
import { parseCommand } from '../../src/cli/parse.ts';
import type { CommandSpec } from '../../src/commands/types.ts';
import type { Context } from '../../src/context.ts';

/** Runs a command on arguments as the command line would, and gives what it wrote. */
export async function runCommand(
  command: CommandSpec,
  ctx: Context,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  const written = { out: '', err: '' };
  const into = (name: 'out' | 'err') =>
    new Writable({
      write(chunk, _, done) {
        written[name] += chunk;
        done();
      },
    });
  const stdio = { ...ctx.stdio, stdout: into('out'), stderr: into('err') };
  const own = { ...ctx, stdio } as unknown as Context;
  const code = await command.run(own, parseCommand(command, args, ctx.env));
  return { code, ...written };
}
