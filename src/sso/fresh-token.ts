/** A token that can be used now: from the file, or refreshed once by however many processes want it. */
import { AwsError } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { type NoToken, nameOf, notSignedIn } from './not-signed-in.ts';
import { isRefreshable, type Refreshable } from './state.ts';
import { findToken, readToken, withTokenLock, writeToken } from './token-cache.ts';
import type { SsoStart, SsoToken } from './types.ts';

/** From here on a token is refreshed: botocore's `_REFRESH_WINDOW`. */
const REFRESH_WINDOW_MS = 15 * 60_000;

type World = Pick<Context, 'paths' | 'clock' | 'aws' | 'sandbox'>;

export interface FreshTokenOptions {
  readonly signal?: AbortSignal;
  /** A profile that uses this sign-in, for the sentence of a legacy one. */
  readonly profile?: string | null;
}

/**
 * The token of a sign-in. One that ends within 15 minutes is refreshed where that is possible; where the
 * refresh fails it still serves to its end.
 * @throws SentinelError `not_signed_in` with `need`; `unavailable` where a refresh is needed and OIDC does
 *   not answer.
 */
export async function freshToken(
  ctx: World,
  start: SsoStart,
  options: FreshTokenOptions = {},
): Promise<SsoToken> {
  const found = look(ctx, start);
  if (found.usable && !found.refreshable) return found.usable;
  if (!found.refreshable) throw notSignedIn(ctx, start, found.why, options.profile);
  return withTokenLock(ctx, start, options.signal, () => refreshed(ctx, start, options));
}

interface Looked {
  /** Holds now. */
  readonly usable: SsoToken | null;
  /** Near or past its end, and can be refreshed. */
  readonly refreshable: Refreshable | null;
  readonly why: NoToken;
}

function look(ctx: World, start: SsoStart): Looked {
  const now = ctx.clock.now();
  const { token, why } = findToken(ctx, start);
  if (token === null) return { usable: null, refreshable: null, why };
  const due = token.expiresAt - now < REFRESH_WINDOW_MS;
  return {
    usable: token.expiresAt > now ? token : null,
    refreshable: due && isRefreshable(start, token, now) ? token : null,
    why: 'ended',
  };
}

/** Inside the lock: whoever was here before may have done it. */
async function refreshed(
  ctx: World,
  start: SsoStart,
  { profile }: FreshTokenOptions,
): Promise<SsoToken> {
  const { usable, refreshable: old, why } = look(ctx, start);
  if (!old) {
    if (usable) return usable;
    throw notSignedIn(ctx, start, why, profile);
  }
  try {
    const token = await refresh(ctx, start, old);
    await writeToken(ctx, start, token);
    return token;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const now = readToken(ctx, start);
    // The AWS CLI, which takes no lock, was quicker.
    if (now && now.accessToken !== old.accessToken && now.expiresAt > ctx.clock.now()) return now;
    const { overridden } = await ctx.aws.ssoOidc(start.region);
    // Whoever answers in AWS's place does not say what becomes of a token that AWS gave.
    if (error.code === 'InvalidGrantException' && !overridden) {
      await forgetRefreshToken(ctx, start, old);
    }
    if (usable) return usable;
    throw error.unreachable ? unavailable(start, error) : notSignedIn(ctx, start, 'ended', profile);
  }
}

/** Not bound to the caller's signal: see withTokenLock. The client gives up by itself after 4 s. */
async function refresh(ctx: World, start: SsoStart, old: Refreshable): Promise<SsoToken> {
  const oidc = await ctx.aws.ssoOidc(start.region);
  const { clientId, clientSecret, registrationExpiresAt, refreshToken } = old;
  const { value } = await oidc.createToken(
    { clientId, clientSecret, expiresAt: registrationExpiresAt },
    { type: 'refresh_token', refreshToken },
  );
  return {
    accessToken: value.accessToken,
    expiresAt: ctx.clock.now() + value.expiresIn * 1000,
    clientId,
    clientSecret,
    registrationExpiresAt,
    ...(value.refreshToken !== undefined && { refreshToken: value.refreshToken }),
  };
}

/** AWS has said that it is worth nothing: nobody needs to try it again. */
async function forgetRefreshToken(
  ctx: World,
  start: SsoStart,
  { refreshToken: _, ...rest }: Refreshable,
): Promise<void> {
  await writeToken(ctx, start, rest);
}

function unavailable(start: SsoStart, error: AwsError): SentinelError {
  return new SentinelError(
    'unavailable',
    `Your sign-in to ${nameOf(start)} could not be refreshed: AWS sso-oidc in ${start.region} does not answer, or is at fault (${error.code}).`,
    ['Check the network (proxy, VPN) and try again.'],
    error,
  );
}
