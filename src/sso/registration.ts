/** Our registration as a client of IAM Identity Center: kept in the AWS CLI's cache, in its format. */
import { rmSync } from 'node:fs';
import type { OidcClient, SsoOidc } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { registrationFile, scopesOf } from './files.ts';
import { asTime, mergeJsonObject, readJsonObject, timeOf } from './json-file.ts';
import type { SsoStart } from './types.ts';

export type Flow = 'device' | 'pkce';

/** The AWS CLI's redirect address, which its registrations name without the port. */
const REDIRECT_URI = 'http://127.0.0.1/oauth/callback';
/** A registration nearer to its end is not begun with: botocore's `_EXPIRY_WINDOW`. */
const MARGIN_MS = 15 * 60_000;

/**
 * A registration that this flow can use: the kept one, or a new one (which takes its place). To be called
 * inside `withTokenLock`.
 */
export async function registration(
  ctx: Pick<Context, 'paths' | 'clock'>,
  oidc: SsoOidc,
  start: SsoStart,
  flow: Flow,
  signal?: AbortSignal,
): Promise<OidcClient> {
  const path = registrationFile(ctx, start);
  const kept = keptFor(path, flow);
  if (kept && kept.expiresAt - ctx.clock.now() > MARGIN_MS) return kept;
  const scopes = scopesOf(start);
  const { value } = await oidc.registerClient(
    {
      name: `sentinel-${start.session ?? 'legacy'}`,
      scopes: scopes ?? [],
      ...(flow === 'pkce' && { issuerUrl: start.startUrl, redirectUris: [REDIRECT_URI] }),
    },
    signal,
  );
  await mergeJsonObject(path, {
    clientId: value.clientId,
    clientSecret: value.clientSecret,
    expiresAt: asTime(value.expiresAt),
    scopes: scopes ?? undefined,
    grantTypes: flow === 'pkce' ? ['authorization_code', 'refresh_token'] : undefined,
  });
  return value;
}

/** AWS does not know it any more. */
export function forgetRegistration(ctx: Pick<Context, 'paths'>, start: SsoStart): void {
  rmSync(registrationFile(ctx, start), { force: true });
}

/** One without `grantTypes` is for the device flow: the AWS CLI's rule. */
function keptFor(path: string, flow: Flow): OidcClient | null {
  const found = readJsonObject(path);
  if (typeof found === 'string') return null;
  const { clientId, clientSecret, grantTypes } = found;
  const expiresAt = timeOf(found['expiresAt']);
  const forPkce = Array.isArray(grantTypes) && grantTypes.includes('authorization_code');
  if (forPkce !== (flow === 'pkce') || expiresAt === null) return null;
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') return null;
  return clientId && clientSecret ? { clientId, clientSecret, expiresAt } : null;
}
