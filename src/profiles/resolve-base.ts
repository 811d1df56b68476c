/** From where the head of a chain gets its credentials to the credentials themselves: one file a kind. */
import type { AwsCredentials } from '../aws/api.ts';
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { ProfileSet } from './load.ts';
import type { Base } from './types.ts';

export interface ResolveOptions {
  /** Where to call STS for a web identity: the first that answers. */
  readonly regions: readonly string[];
  readonly signal: AbortSignal;
  /** The config's `keys:`, where stored keys rest. */
  readonly keys: Config['keys'];
}

/**
 * The base credentials of a profile, fetched anew each time.
 * @param ctx its `aws` is what the gate works with, endpoint overrides included.
 * @throws SentinelError `not_signed_in` (with `need` where a sign-in would help), `failed`, `unavailable`.
 */
export async function resolveBase(
  ctx: Context,
  profiles: ProfileSet,
  base: Base,
  options: ResolveOptions,
): Promise<AwsCredentials> {
  const credentials = await fetched(ctx, profiles, base, options);
  if (credentials.expiration === undefined || credentials.expiration > ctx.clock.now()) {
    return credentials;
  }
  const ended = new Date(credentials.expiration).toISOString();
  throw new SentinelError(
    'not_signed_in',
    `The base credentials (${base.label}) ended at ${ended}, by this machine's clock.`,
    ['Renew them where they come from, then try again.'],
  );
}

async function fetched(
  ctx: Context,
  profiles: ProfileSet,
  base: Base,
  options: ResolveOptions,
): Promise<AwsCredentials> {
  switch (base.kind) {
    case 'static':
    case 'environment':
      return profiles.credentials(base);
    case 'stored': {
      const { storedCredentials } = await import('../stored-keys/credentials.ts');
      return storedCredentials(ctx, options.keys, base.keys);
    }
    case 'sso': {
      const { ssoCredentials } = await import('../sso/credentials.ts');
      return ssoCredentials(ctx, base, { signal: options.signal });
    }
    case 'process': {
      const { processCredentials } = await import('./process.ts');
      return processCredentials(ctx, base, options.signal);
    }
    case 'web_identity': {
      const { webIdentityCredentials } = await import('./web-identity.ts');
      return webIdentityCredentials(ctx, base, options);
    }
    case 'imds':
    case 'container': {
      const { machineCredentials } = await import('./machine.ts');
      return machineCredentials(ctx, base, options.signal);
    }
  }
}
