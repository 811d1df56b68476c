/** Which sign-in `login` and `logout` are about. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { SsoStart } from '../sso/types.ts';
import type { FlagSpec, ParsedArgs } from './types.ts';

export const SIGN_IN_FLAGS: Readonly<Record<string, FlagSpec>> = {
  'sso-session': {
    type: 'string',
    value: 'NAME',
    completes: 'sso-session',
    summary: 'the [sso-session NAME] of the AWS config file; default: the only one there is',
  },
  profile: {
    type: 'string',
    value: 'NAME',
    short: 'p',
    completes: 'profile',
    summary: 'the sign-in that this AWS profile leads to',
  },
};

/**
 * The sign-in that the flags name, or the only one there is.
 * @throws SentinelError `usage` where they name none, or there are several to choose from; `failed` where
 *   its section lacks something.
 */
export async function startFor(
  ctx: Context,
  args: ParsedArgs,
  verb: 'login' | 'logout',
): Promise<SsoStart> {
  const { profile, 'sso-session': session } = args.flags;
  if (typeof profile === 'string' && typeof session === 'string') {
    throw new SentinelError('usage', '--profile and --sso-session both name a sign-in. Drop one.');
  }
  if (typeof profile === 'string') return ofProfile(ctx, profile);
  return typeof session === 'string' ? ofSession(ctx, session) : theOnly(ctx, verb);
}

/**
 * The context in which `login`, `logout` and `--auto-login` call AWS; notices go to stderr.
 * @param start what it is about; null: every sign-in of the AWS config file.
 */
export async function signInWorld(
  ctx: Context,
  args: Pick<ParsedArgs, 'flags'>,
  start: SsoStart | null,
): Promise<Context> {
  const { signInReach } = await import('../sso/reach.ts');
  const { visible } = await import('../terminal/sanitise.ts');
  const { profile, config } = args.flags;
  const { loadStarts } = await import('../sso/starts.ts');
  const starts = start ? [start] : (await loadStarts(ctx)).map((one) => one.start);
  const reach = await signInReach(ctx, starts, {
    ...(typeof profile === 'string' && { profile }),
    ...(typeof config === 'string' && { configPath: config }),
  });
  for (const notice of reach.notices) ctx.stdio.stderr.write(`sentinel: ${visible(notice)}\n`);
  return reach.ctx;
}

async function ofProfile(ctx: Context, name: string): Promise<SsoStart> {
  const { loadProfiles } = await import('../profiles/load.ts');
  const { base, problem } = await (await loadProfiles(ctx)).find(name);
  if (base?.kind === 'sso') return base.start;
  if (problem) throw new SentinelError(problem.kind, problem.message, problem.next);
  throw new SentinelError(
    'usage',
    `[${name}] needs no sign-in: its base credentials are ${base?.label ?? 'none'}.`,
  );
}

async function ofSession(ctx: Context, name: string): Promise<SsoStart> {
  const { loadSession, loadStarts } = await import('../sso/starts.ts');
  const found = await loadSession(ctx, name);
  if (found) return found;
  const { nearest } = await import('../nearest.ts');
  const names = (await loadStarts(ctx)).flatMap(({ start }) => start.session ?? []);
  const close = nearest(name, names);
  throw new SentinelError(
    'usage',
    `There is no [sso-session ${name}] in ${ctx.paths.awsConfig}.`,
    close ? [`Did you mean "${close}"?`] : names.map((one) => `There is "${one}".`),
  );
}

async function theOnly(ctx: Context, verb: 'login' | 'logout'): Promise<SsoStart> {
  const { loadStarts } = await import('../sso/starts.ts');
  const known = await loadStarts(ctx);
  const sessions = known.filter(({ start }) => start.session !== null);
  // The legacy form stands aside: its profiles are named by --profile.
  const [only, second] = sessions.length > 0 ? sessions : known;
  if (only && !second) return only.start;
  if (!only) {
    throw new SentinelError(
      'usage',
      `${ctx.paths.awsConfig} names no sign-in to IAM Identity Center.`,
      ['Set one up: aws configure sso'],
    );
  }
  const { loginCommand } = await import('../sso/not-signed-in.ts');
  throw new SentinelError(
    'usage',
    `${ctx.paths.awsConfig} names several sign-ins. Say which, or --profile NAME:`,
    known.map(({ start, profile }) => loginCommand(ctx, start, profile, verb)),
  );
}
