/** The environment of whatever works with issued credentials. Pure. */
import { delimiter, sep } from 'node:path';
import type { Context } from '../context.ts';
import type { Issued } from './types.ts';

/** What an SDK would take before, or mix with, the keys that are handed over. */
const OTHER_CREDENTIALS =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|PROFILE|DEFAULT_PROFILE|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|CONTAINER_.*|CREDENTIAL_EXPIRATION|CREDENTIAL_FILE)$/;
/** Marks of a session around this one, and what is not passed on: the choice of the sandbox, the keys' passphrase. */
const OWN_MARKS =
  /^SENTINEL_(?:PROFILE|REQUEST_ID|SOURCE_IDENTITY|EXPIRES_AT|SESSION_ID|SANDBOX|KEYS_PASSPHRASE)$/;

/**
 * The child's whole environment: the user's own without other AWS credentials, then the issued ones, then
 * what the context adds (the sandbox's endpoint). Secrets stand here and never in arguments.
 */
export function childEnvironment(
  ctx: Pick<Context, 'env' | 'childEnv'>,
  issued: Issued,
): Record<string, string> {
  const { credentials, session, stamp } = issued;
  const expires = new Date(credentials.expiration).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    ...withoutNpm(usersOwn(ctx.env)),
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

function usersOwn(all: Context['env']): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(all)) {
    if (value === undefined || OTHER_CREDENTIALS.test(name) || OWN_MARKS.test(name)) continue;
    env[name] = value;
  }
  return env;
}

/** Under `npm start` the child would otherwise run npm's tools, and think that it is a script of ours. */
function withoutNpm(env: Record<string, string>): Record<string, string> {
  if (env['npm_lifecycle_event'] === undefined) return env;
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('npm_'));
  const tools = `${sep}node_modules${sep}.bin`;
  const path = (env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.endsWith(tools));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter) };
}
