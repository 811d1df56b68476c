/** Sign-in by authorization code with PKCE (RFC 7636), for a browser on this machine. */
import type { OidcToken, SsoOidc } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { type Attempt, ended } from './attempt.ts';
import { openBrowser, webPage } from './browser.ts';
import { type Callback, listenForCode } from './callback.ts';
import { scopesOf } from './files.ts';

/** How long a person has, as in the AWS CLI. */
const WAIT_MS = 10 * 60_000;

/** What holds where a session names no scopes. */
const DEFAULT_SCOPE = 'sso:account:access';

/**
 * Opens the page and waits for the browser to come back.
 * @returns null where no browser could be opened and `flow` is `auto`: the device code is the way then.
 * @throws AwsError with AWS's refusal; SentinelError where the person refused or did not come back.
 */
export async function signInByBrowser(attempt: Attempt): Promise<OidcToken | null> {
  const { ctx, start, oidc, client, options } = attempt;
  const state = secret(ctx, 32);
  // 48 bytes make 64 characters; RFC 7636 wants 43 to 128.
  const codeVerifier = secret(ctx, 48);
  const callback = await listenForCode(state);
  try {
    const { redirectUri } = callback;
    const url = webPage(
      authorizeUrl(oidc, {
        clientId: client.clientId,
        redirectUri,
        state,
        challenge: challengeOf(codeVerifier),
        scopes: scopesOf(start) ?? [DEFAULT_SCOPE],
      }),
    );
    const opened = options.browser !== false && (await openBrowser(ctx, url));
    if (!opened && options.flow !== 'pkce') return null;
    const expiresAt = ctx.clock.now() + WAIT_MS;
    options.tell({ flow: 'pkce', url, userCode: null, expiresAt, opened });
    const code = await inTime(callback, attempt);
    const grant = { type: 'authorization_code', code, redirectUri, codeVerifier } as const;
    return (await oidc.createToken(client, grant, options.signal)).value;
  } finally {
    callback.close();
  }
}

/** The names are those that AWS takes (`scopes`, not `scope`): they are what the AWS CLI sends. */
function authorizeUrl(
  oidc: SsoOidc,
  about: {
    clientId: string;
    redirectUri: string;
    state: string;
    challenge: string;
    scopes: readonly string[];
  },
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: about.clientId,
    redirect_uri: about.redirectUri,
    state: about.state,
    code_challenge_method: 'S256',
    scopes: about.scopes.join(' '),
    code_challenge: about.challenge,
  });
  return `${oidc.authorizeUrl}?${query.toString().replaceAll('+', '%20')}`;
}

function challengeOf(verifier: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(verifier).digest('base64url');
}

function secret(ctx: Pick<Context, 'random'>, bytes: number): string {
  const drawn = ctx.random(bytes);
  if (drawn.length !== bytes) throw new Error('the random source gave too few bytes');
  return Buffer.from(drawn).toString('base64url');
}

async function inTime(callback: Callback, { start, options }: Attempt): Promise<string> {
  const { signal } = options;
  const { promise: never, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal?.reason);
  const timer = setTimeout(() => reject(ended(start, 'was not approved in time')), WAIT_MS);
  signal?.addEventListener('abort', stop);
  try {
    signal?.throwIfAborted();
    return await Promise.race([callback.code, never]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}
