/** A person signs in to IAM Identity Center; the token lands in the cache that the AWS CLI shares. */
import type { OidcClient, OidcToken } from '../aws/api.ts';
import { type Attempt, explainSignIn, isUnknownClient } from './attempt.ts';
import { mayOpenBrowser } from './browser.ts';
import { type Flow, forgetRegistration, registration } from './registration.ts';
import { withTokenLock, writeToken } from './token-cache.ts';
import type { SignInOptions, SsoStart, SsoToken } from './types.ts';

/**
 * Signs in anew, whether a token is there or not, and keeps the token. `auto` uses PKCE where a browser
 * can be opened on this machine and the sign-in has a session of its own (the AWS CLI's rule: the legacy
 * form has no scopes); else the device code, which any machine can approve.
 * @throws SentinelError `not_signed_in` (refused, too late), `unavailable`, `failed`, or the reason of the
 *   abort.
 */
export async function signIn(
  ctx: Attempt['ctx'],
  start: SsoStart,
  options: SignInOptions,
): Promise<SsoToken> {
  try {
    const { client, token } = await attain(ctx, start, options);
    const kept: SsoToken = {
      accessToken: token.accessToken,
      expiresAt: ctx.clock.now() + token.expiresIn * 1000,
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      registrationExpiresAt: client.expiresAt,
      ...(token.refreshToken !== undefined && { refreshToken: token.refreshToken }),
    };
    // Not for the signal to stop: the token is there.
    await withTokenLock(ctx, start, undefined, () => writeToken(ctx, start, kept));
    return kept;
  } catch (error) {
    throw options.signal?.aborted ? options.signal.reason : explainSignIn(error, start);
  }
}

interface Attained {
  readonly client: OidcClient;
  readonly token: OidcToken;
}

async function attain(
  ctx: Attempt['ctx'],
  start: SsoStart,
  options: SignInOptions,
): Promise<Attained> {
  options.signal?.throwIfAborted();
  if (flowOf(ctx, start, options) === 'pkce') {
    const found = await withClient(ctx, start, 'pkce', options);
    if (found) return found;
  }
  const found = await withClient(ctx, start, 'device', options);
  if (!found) throw new Error('a device code needs no browser');
  return found;
}

function flowOf(ctx: Attempt['ctx'], start: SsoStart, options: SignInOptions): Flow {
  if (options.flow === 'device' || options.flow === 'pkce') return options.flow;
  const here = options.browser !== false && start.session !== null && mayOpenBrowser(ctx).may;
  return here ? 'pkce' : 'device';
}

/** One attempt; a second where AWS has forgotten the registration that was kept. Null: no browser. */
async function withClient(
  ctx: Attempt['ctx'],
  start: SsoStart,
  flow: Flow,
  options: SignInOptions,
): Promise<Attained | null> {
  const oidc = await ctx.aws.ssoOidc(start.region);
  const once = async (): Promise<Attained | null> => {
    const client = await registered(ctx, start, flow, options, oidc);
    const attempt = { ctx, start, oidc, client, options };
    const token =
      flow === 'pkce'
        ? await (await import('./pkce.ts')).signInByBrowser(attempt)
        : await (await import('./device.ts')).signInByDevice(attempt);
    return token && { client, token };
  };
  try {
    return await once();
  } catch (error) {
    if (!isUnknownClient(error)) throw error;
    forgetRegistration(ctx, start);
    return once();
  }
}

function registered(
  ctx: Attempt['ctx'],
  start: SsoStart,
  flow: Flow,
  { signal }: SignInOptions,
  oidc: Attempt['oidc'],
): Promise<OidcClient> {
  return withTokenLock(ctx, start, signal, () => registration(ctx, oidc, start, flow, signal));
}
