/** The token of a sign-in, as it lies in the AWS CLI's cache. */
import { rmSync } from 'node:fs';
import type { Context } from '../context.ts';
import { tokenFile, tokenLock } from './files.ts';
import { asTime, mergeJsonObject, readJsonObject, timeOf } from './json-file.ts';
import type { SsoStart, SsoToken } from './types.ts';

type Where = Pick<Context, 'paths'>;

export type FoundToken =
  | { readonly token: SsoToken; readonly why: null }
  | { readonly token: null; readonly why: 'never' | 'unreadable' };

/** The token in the file, whether it still holds or not; null: none, or none that can be read. */
export function readToken(ctx: Where, start: SsoStart): SsoToken | null {
  return findToken(ctx, start).token;
}

/** `readToken` that says why there is none. A token of another start URL under this name is none. */
export function findToken(ctx: Where, start: SsoStart): FoundToken {
  const found = readJsonObject(tokenFile(ctx, start));
  if (found === 'absent') return { token: null, why: 'never' };
  if (found === 'unreadable') return { token: null, why: 'unreadable' };
  const text = (name: string) => {
    const value = found[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const accessToken = text('accessToken');
  const expiresAt = timeOf(found['expiresAt']);
  if (accessToken === undefined || expiresAt === null) return { token: null, why: 'unreadable' };
  const of = text('startUrl');
  if (of !== undefined && bare(of) !== bare(start.startUrl)) return { token: null, why: 'never' };
  const [refreshToken, clientId] = [text('refreshToken'), text('clientId')];
  const clientSecret = text('clientSecret');
  const registrationExpiresAt = timeOf(found['registrationExpiresAt']);
  return {
    token: {
      accessToken,
      expiresAt,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(clientId !== undefined && { clientId }),
      ...(clientSecret !== undefined && { clientSecret }),
      ...(registrationExpiresAt !== null && { registrationExpiresAt }),
    },
    why: null,
  };
}

/**
 * Puts a token into the file, for the AWS CLI and SDKs as much as for us; members that we do not know
 * are kept. To be called inside `withTokenLock`.
 */
export async function writeToken(ctx: Where, start: SsoStart, token: SsoToken): Promise<void> {
  const registration = token.registrationExpiresAt;
  await mergeJsonObject(tokenFile(ctx, start), {
    startUrl: start.startUrl,
    region: start.region,
    accessToken: token.accessToken,
    expiresAt: asTime(token.expiresAt),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: registration === undefined ? undefined : asTime(registration),
    refreshToken: token.refreshToken,
  });
}

/** Removes the token's file; the client's registration stays. To be called inside `withTokenLock`. */
export function dropToken(ctx: Where, start: SsoStart): void {
  rmSync(tokenFile(ctx, start), { force: true });
}

/** Refreshing and writing wait for a call to AWS of at most four seconds, each in its turn. */
const LOCK_MS = 15_000;

/**
 * Runs `work` while no other Sentinel refreshes, writes or removes this token. (The AWS CLI knows no lock;
 * the file is looked at again after a refusal.) An abort ends the waiting, never the work once begun: a
 * refresh token that was sent off is spent, and the answer must land in the file.
 */
export async function withTokenLock<T>(
  ctx: Where,
  start: SsoStart,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const { withLock } = await import('../files/lock.ts');
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal?.reason);
  signal?.addEventListener('abort', stop);
  const done = withLock(
    tokenLock(ctx, start),
    () => {
      signal?.throwIfAborted();
      signal?.removeEventListener('abort', stop);
      return work();
    },
    { timeout: LOCK_MS },
  );
  try {
    return await Promise.race([done, promise]);
  } finally {
    signal?.removeEventListener('abort', stop);
    done.catch(() => {});
  }
}

/** People write a start URL with and without what the portal adds to it: `/start`, `/start/#/`. */
function bare(url: string): string {
  return url.replace(/\/?#.*$/, '').replace(/\/+$/, '');
}
