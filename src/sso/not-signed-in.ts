import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { shellWord } from '../gate/quote.ts';
import type { SsoStart } from './types.ts';

/** Why there is no token to use; `refused`: AWS does not take it any more. */
export type NoToken = 'never' | 'ended' | 'unreadable' | 'refused';

const SENTENCES: Readonly<Record<NoToken, (what: string) => string>> = {
  never: (what) => `You are not signed in to ${what}.`,
  ended: (what) => `Your sign-in to ${what} has ended.`,
  unreadable: (what) => `The token of your sign-in to ${what} cannot be read.`,
  refused: (what) => `AWS no longer accepts your sign-in to ${what}.`,
};

/**
 * The error that a sign-in would cure; doors with a person before them may start one (`need`).
 * @param profile a profile that uses this sign-in, to name a legacy one by.
 */
export function notSignedIn(
  ctx: Pick<Context, 'sandbox'>,
  start: SsoStart,
  why: NoToken,
  profile: string | null = null,
): SentinelError {
  return new SentinelError(
    'not_signed_in',
    SENTENCES[why](nameOf(start)),
    [`Run: ${loginCommand(ctx, start, profile)}`],
    undefined,
    { kind: 'sso', start },
  );
}

/** `corp`, or the start URL of the legacy form. */
export function nameOf(start: SsoStart): string {
  return start.session ?? start.startUrl;
}

/** The command that signs in (or out), as it can be pasted into a shell. */
export function loginCommand(
  ctx: Pick<Context, 'sandbox'>,
  start: SsoStart,
  profile: string | null = null,
  verb: 'login' | 'logout' = 'login',
): string {
  const { sandbox } = ctx;
  const begin = `sentinel${sandbox ? ` --sandbox --as ${shellWord(sandbox.as)}` : ''} ${verb}`;
  if (start.session !== null) return `${begin} --sso-session ${shellWord(start.session)}`;
  return profile === null ? begin : `${begin} --profile ${shellWord(profile)}`;
}
