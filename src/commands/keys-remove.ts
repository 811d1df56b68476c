import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { RemoveAbout } from '../stored-keys/remove.ts';
import { jsonText } from '../terminal/json-text.ts';
import { where } from './gate-flags.ts';
import { interruptible } from './interrupts.ts';
import { keysName } from './keys-name.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Out of the key store; at AWS the access key stays. */
export const command: CommandSpec = {
  name: 'keys remove',
  summary: 'forget a stored access key (at AWS it stays)',
  positionals: 'NAME',
  completes: ['keys'],
  flags: {
    yes: { type: 'boolean', summary: 'do not ask' },
    force: { type: 'boolean', summary: 'also amid a rotation, and what cannot be read' },
    json: { type: 'boolean', summary: 'print what was removed as JSON' },
  },
  examples: ['sentinel keys remove alice', 'sentinel keys remove alice --yes'],
  exitCodes: [0, 1, 2, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const name = keysName(args, 'keys remove');
  const { removeKeys } = await import('../stored-keys/remove.ts');
  const removed = await interruptible((signal) =>
    removeKeys(ctx, {
      ...where(args),
      name,
      force: args.flags['force'] === true,
      confirm: async (about) => args.flags['yes'] === true || confirmed(ctx, name, about, signal),
    }),
  );
  if (!removed) {
    ctx.stdio.stderr.write('Nothing was removed.\n');
    return 130;
  }
  const { ids, label } = removed;
  const left = ids.length === 0 ? '' : ` At AWS they stay: ${ids.join(', ')}.`;
  ctx.stdio.stdout.write(
    args.flags['json'] === true
      ? `${jsonText({ name, access_key_ids: ids })}\n`
      : `Removed the keys "${name}" from ${label}.${left}\n`,
  );
  return 0;
}

/** The name must be typed: a y is too quickly given for a secret that may be nowhere else. */
async function confirmed(
  ctx: Context,
  name: string,
  { ids, owner, profiles, label }: RemoveAbout,
  signal: AbortSignal,
): Promise<boolean> {
  const { openTerminalLines } = await import('./terminal-line.ts');
  const lines = await openTerminalLines(ctx);
  if (!lines) {
    throw new SentinelError(
      'usage',
      'Removing keys wants a word of yours, and there is no terminal.',
      ['If you mean it: --yes'],
    );
  }
  const { visible } = await import('../terminal/sanitise.ts');
  const say = (text: string) => ctx.stdio.stderr.write(`${visible(text)}\n`);
  try {
    say(`${ids.join(' and ') || 'Unreadable keys'}${owner ? ` of ${owner.arn}` : ''} in ${label}`);
    if (profiles.length > 0) say(`Used by: ${profiles.join(', ')}`);
    say('The secret is gone for good then, if it is nowhere else.');
    ctx.stdio.stderr.write(`To remove it, type its name (${name}): `);
    return (await lines.next(signal))?.trim() === name;
  } finally {
    lines.close();
  }
}
