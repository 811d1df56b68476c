/** Whether one is signed in, from the files alone. Pure but for reading one. */
import type { Context } from '../context.ts';
import { findToken } from './token-cache.ts';
import type { SignInState, SsoStart, SsoToken } from './types.ts';

/**
 * What the files say of a sign-in, for lists and headers: no network. `until` is the end of the access
 * token; where it is refreshable it may lie in the past, since the next use renews it (or finds that the
 * session behind it has ended).
 */
export function signInState(ctx: Pick<Context, 'paths' | 'clock'>, start: SsoStart): SignInState {
  const found = findToken(ctx, start);
  if (found.token === null) return { signedIn: false, why: found.why };
  const refreshable = isRefreshable(start, found.token, ctx.clock.now());
  const { expiresAt } = found.token;
  if (!refreshable && expiresAt <= ctx.clock.now()) return { signedIn: false, why: 'ended' };
  return { signedIn: true, until: expiresAt, refreshable };
}

/** What a refresh needs, botocore's rule: all four members, and a registration that has not ended. */
export interface Refreshable extends SsoToken {
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly registrationExpiresAt: number;
}

/** @param now milliseconds since the epoch. The legacy form is never refreshed, as in the AWS CLI. */
export function isRefreshable(start: SsoStart, token: SsoToken, now: number): token is Refreshable {
  return (
    start.session !== null &&
    token.refreshToken !== undefined &&
    token.clientId !== undefined &&
    token.clientSecret !== undefined &&
    (token.registrationExpiresAt ?? 0) > now
  );
}
