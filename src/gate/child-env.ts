/** The environment of whatever works with issued credentials. Pure. */
import type { Context } from '../context.ts';
import type { Issued } from './types.ts';

/** What an SDK would take before, or mix with, the keys that are handed over. */
const REMOVED =
  /^(?:AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|CONTAINER_.*|CREDENTIAL_EXPIRATION|CREDENTIAL_FILE|ENDPOINT_URL.*|VAULT)|SENTINEL_(?:PROFILE|REQUEST_ID|SOURCE_IDENTITY|EXPIRES_AT|SESSION_ID|SANDBOX)|npm_.*)$/;

/**
 * The child's whole environment: the user's own without other AWS credentials, then the issued ones, then
 * what the context adds (the sandbox's endpoint). Secrets stand here and never in arguments.
 */
export function childEnvironment(
  ctx: Pick<Context, 'env' | 'childEnv'>,
  issued: Issued,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(ctx.env)) {
    if (value !== undefined && !REMOVED.test(name)) env[name] = value;
  }
  const { credentials, session, stamp } = issued;
  const expires = new Date(credentials.expiration).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...env,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
    AWS_REGION: issued.region,
    // AWS CLI 1 reads only this one.
    AWS_DEFAULT_REGION: issued.region,
    AWS_CREDENTIAL_EXPIRATION: expires,
    // Shell prompts read it.
    AWS_VAULT: session.profile,
    SENTINEL_PROFILE: session.profile,
    SENTINEL_REQUEST_ID: session.requestId,
    ...(stamp !== null && { SENTINEL_SOURCE_IDENTITY: stamp }),
    SENTINEL_EXPIRES_AT: expires,
    SENTINEL_SESSION_ID: session.id,
    ...ctx.childEnv,
  };
}
