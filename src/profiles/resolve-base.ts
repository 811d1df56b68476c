/** From where the head of a chain gets its credentials to the credentials themselves. */
import type { AwsCredentials } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { ProfileSet } from './load.ts';
import type { Base } from './types.ts';

export interface ResolveOptions {
  /** Where to call STS for a web identity: the first that answers. */
  readonly regions: readonly string[];
  readonly signal: AbortSignal;
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
  switch (base.kind) {
    case 'static':
    case 'environment':
      return profiles.credentials(base);
    case 'sso': {
      const { ssoCredentials } = await import('../sso/credentials.ts');
      return ssoCredentials(ctx, base, { signal: options.signal });
    }
    default:
      throw new SentinelError('failed', `This version cannot use ${base.label} yet.`);
  }
}
