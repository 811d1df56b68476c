import type { Context } from '../context.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** `sentinel` alone: the console in a terminal, the same rows as text or JSON elsewhere. */
export const command: CommandSpec = {
  name: '',
  summary: 'the console: verdicts, break-glass, sessions, a stamped subshell',
  flags: {
    json: { type: 'boolean', summary: 'print the rows as JSON instead of opening the console' },
    inline: { type: 'boolean', summary: 'stay in the scrollback: no alternate screen' },
    policy: {
      type: 'string',
      value: 'REF',
      summary: 'ssm:/NAME or file:PATH, instead of the configured policy',
    },
  },
  examples: ['sentinel --sandbox', 'sentinel --sandbox --json'],
  exitCodes: [0, 1, 2, 6, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  // Decided before Ink is loaded: a pipe gets text at once and never pays for a screen.
  const terminal = ctx.stdio.stdout.isTTY && process.getBuiltinModule('node:tty').isatty(0);
  if (args.flags['json'] || !terminal) {
    const { printRows } = await import('../console/plain.ts');
    return printRows(ctx, args);
  }
  const { openConsole } = await import('../console/mount.tsx');
  return openConsole(ctx, args);
}
