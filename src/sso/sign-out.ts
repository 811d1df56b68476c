/** Ends a sign-in: at AWS, and in the cache. */
import { AwsError } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { loadStarts } from './starts.ts';
import { dropToken, findToken, withTokenLock } from './token-cache.ts';
import type { SsoStart } from './types.ts';

export interface SignedOut {
  readonly start: SsoStart;
  /**
   * `ended`: AWS has ended the session, or has said that it holds no more. `kept`: AWS did not answer, or
   * refused, so that the session lives on there until its end; here it is gone. `none`: there was none.
   */
  readonly outcome: 'ended' | 'kept' | 'none';
  /** AWS's code where it refused to end it. */
  readonly code?: string;
}

/**
 * Signs out of one, or of all that the AWS config file names (null). Only the token's file goes: the
 * client's registration stays, and so do files of other tools in that folder.
 */
export async function signOut(
  ctx: Pick<Context, 'paths' | 'aws'>,
  start: SsoStart | null,
  signal?: AbortSignal,
): Promise<SignedOut[]> {
  const starts = start === null ? (await loadStarts(ctx)).map((one) => one.start) : [start];
  return Promise.all(starts.map((one) => signOutOf(ctx, one, signal)));
}

function signOutOf(
  ctx: Pick<Context, 'paths' | 'aws'>,
  start: SsoStart,
  signal: AbortSignal | undefined,
): Promise<SignedOut> {
  return withTokenLock(ctx, start, signal, async () => {
    const { token, why } = findToken(ctx, start);
    // First here: whatever comes of the call, nobody on this machine goes on with it.
    if (why !== 'never') dropToken(ctx, start);
    if (!token) return { start, outcome: 'none' };
    try {
      const portal = await ctx.aws.ssoPortal(start.region);
      await portal.logout(token.accessToken, signal);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      // That alone says that the session has ended already.
      if (error.code !== 'UnauthorizedException') {
        return { start, outcome: 'kept', ...(!error.unreachable && { code: error.code }) };
      }
    }
    return { start, outcome: 'ended' };
  });
}
