import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { SignedOut } from '../sso/sign-out.ts';
import { interruptible } from './interrupts.ts';
import { SIGN_IN_FLAGS, signInWorld, startFor } from './sso-start.ts';
import type { CommandSpec, ParsedArgs } from './types.ts';

/** Ends a sign-in: the session at AWS, and the token on this machine. */
export const command: CommandSpec = {
  name: 'logout',
  summary: 'sign out of IAM Identity Center, for the AWS CLI and SDKs too',
  flags: {
    ...SIGN_IN_FLAGS,
    all: { type: 'boolean', summary: 'of all that the AWS config file names' },
  },
  examples: ['sentinel logout --sso-session corp', 'sentinel logout --all'],
  exitCodes: [0, 1, 2, 7, 130],
  run,
};

async function run(ctx: Context, args: ParsedArgs): Promise<number> {
  const all = args.flags['all'] === true;
  if (all && (args.flags['profile'] !== undefined || args.flags['sso-session'] !== undefined)) {
    throw new SentinelError('usage', '--all leaves nothing to name: drop it, or the name.');
  }
  const start = all ? null : await startFor(ctx, args, 'logout');
  const world = await signInWorld(ctx, args, start);
  const { signOut } = await import('../sso/sign-out.ts');
  const done = await interruptible((signal) => signOut(world, start, signal));
  const { visible } = await import('../terminal/sanitise.ts');
  const { nameOf } = await import('../sso/not-signed-in.ts');
  const told = all ? done.filter(({ outcome }) => outcome !== 'none') : done;
  for (const one of told) ctx.stdio.stderr.write(`${sentence(visible(nameOf(one.start)), one)}\n`);
  if (told.length === 0) ctx.stdio.stderr.write('You were signed in to nothing.\n');
  return done.some(({ outcome }) => outcome === 'kept') ? 7 : 0;
}

function sentence(name: string, { outcome, code }: SignedOut): string {
  if (outcome === 'none') return `You were not signed in to ${name}.`;
  if (outcome === 'ended')
    return `Signed out of ${name}. Role credentials issued from it live on to their end.`;
  const why = code === undefined ? 'did not answer' : `did not end the session (${code})`;
  return `Signed out of ${name} on this machine. AWS ${why}: it lives on there until its end.`;
}
