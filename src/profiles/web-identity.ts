/** Base credentials for the token of an identity provider (a CI job, a pod): AssumeRoleWithWebIdentity. */
import { type AwsCredentials, AwsError } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { readSmallFile } from '../files/small-file.ts';
import type { Base } from './types.ts';

type WebIdentityBase = Extract<Base, { kind: 'web_identity' }>;

/** STS API reference, AssumeRoleWithWebIdentity: WebIdentityToken. */
const MOST_BYTES = 20_000;
const SECONDS = 3_600;
/** Always the same, so that the principal, and what is remembered of it, is too. */
const SESSION_NAME = 'sentinel-web-identity';

/**
 * @param options.regions the first that answers counts.
 * @throws SentinelError `not_signed_in` where the token is missing or has ended, `failed` where AWS refuses
 *   it, `unavailable`.
 */
export async function webIdentityCredentials(
  ctx: Context,
  base: WebIdentityBase,
  options: { readonly regions: readonly string[]; readonly signal: AbortSignal },
): Promise<AwsCredentials> {
  const token = readToken(base);
  let last: unknown;
  for (const region of options.regions) {
    try {
      const sts = await ctx.aws.stsWebIdentity(region);
      const input = {
        roleArn: base.roleArn,
        roleSessionName: base.roleSessionName ?? SESSION_NAME,
        token,
        durationSeconds: SECONDS,
      };
      const { value } = await sts.assumeRoleWithWebIdentity(input, options.signal);
      return value.credentials;
    } catch (error) {
      last = error;
      if (!(error instanceof AwsError && error.unreachable)) break;
    }
  }
  throw explained(last, base);
}

/** A JWT (RFC 7519), which is all that STS takes without a ProviderId: nothing else leaves its file. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function readToken({ tokenFile, label }: WebIdentityBase): string {
  let token: string;
  try {
    token = readSmallFile(tokenFile, MOST_BYTES + 2)?.trim() ?? '';
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new SentinelError(
      'not_signed_in',
      `The token of ${label} cannot be read (${code}): ${tokenFile}.`,
      ['Its file is written by your identity provider: a CI job, a pod, a sign-in tool.'],
    );
  }
  if (JWT.test(token) && token.length <= MOST_BYTES) return token;
  throw new SentinelError('not_signed_in', `${tokenFile} (${label}) holds no token.`);
}

function explained(error: unknown, { label, roleArn }: WebIdentityBase): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code } = error;
  if (error.unreachable) {
    const why = error.status === undefined ? 'does not answer' : 'is at fault or busy';
    return new SentinelError('unavailable', `AWS sts ${why} (${code}): ${label}.`, [
      'Check the network (proxy, VPN) and try again.',
    ]);
  }
  if (/^ExpiredToken/.test(code)) {
    return new SentinelError('not_signed_in', `The token of ${label} has ended (${code}).`, [
      'Have your identity provider write a fresh one.',
    ]);
  }
  return new SentinelError(
    'failed',
    `AWS gives no credentials of ${roleArn} for the token of ${label} (${code}): ${error.message}`,
    ["The role's trust policy must allow sts:AssumeRoleWithWebIdentity to that identity provider."],
  );
}
