import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';
import { unlockFirst } from './unlock-first.ts';

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
      completes: 'policy',
      summary: 'ssm:/NAME or file:PATH, instead of the configured policy',
    },
  },
  examples: ['sentinel --sandbox', 'sentinel --sandbox --json'],
  exitCodes: [0, 1, 2, 6, 7, 130],
  preload: async (ctx, flags) => opensScreen(ctx, flags) && import('../console/mount.tsx'),
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  if (!opensScreen(ctx, args.flags)) {
    const { printRows } = await import('../console/plain.ts');
    return printRows(ctx, args);
  }
  if (args.flags['debug'] && ctx.stdio.stderr.isTTY) {
    throw new SentinelError('usage', '--debug would write over the console.', [
      'sentinel --debug 2>debug.log',
    ]);
  }
  const { config } = args.flags;
  await unlockFirst(ctx, typeof config === 'string' ? config : undefined);
  const { openConsole } = await import('../console/mount.tsx');
  return openConsole(ctx, args);
}

/** Decided before Ink is loaded: a pipe gets text at once and never pays for a screen. */
function opensScreen(ctx: Context, flags: ParsedArgs['flags']): boolean {
  const { isatty } = process.getBuiltinModule('node:tty');
  return !flags['json'] && ctx.stdio.stdout.isTTY === true && isatty(0);
}
