/** The base credentials that a sign-in gives: those of one permission set in one account. */
import { type AwsCredentials, AwsError } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { Base } from '../profiles/types.ts';
import { freshToken } from './fresh-token.ts';
import { nameOf, notSignedIn } from './not-signed-in.ts';

type SsoBase = Extract<Base, { kind: 'sso' }>;

/**
 * GetRoleCredentials for a base of kind `sso`. They carry no stamp: the gate assumes a role with them.
 * @throws SentinelError `not_signed_in` with `need`; `failed` where this sign-in has no such role;
 *   `unavailable` where AWS does not answer.
 */
export async function ssoCredentials(
  ctx: Pick<Context, 'paths' | 'clock' | 'aws' | 'sandbox'>,
  base: SsoBase,
  options: { readonly signal?: AbortSignal } = {},
): Promise<AwsCredentials & { readonly expiration: number }> {
  const { start, account, role, profile } = base;
  const token = await freshToken(ctx, start, { ...options, profile });
  const portal = await ctx.aws.ssoPortal(start.region);
  try {
    const { accessToken } = token;
    return (await portal.getRoleCredentials({ accessToken, account, role }, options.signal)).value;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.code === 'UnauthorizedException') throw notSignedIn(ctx, start, 'refused', profile);
    throw explained(error, base);
  }
}

function explained(error: AwsError, { start, account, role }: SsoBase): SentinelError {
  const { code } = error;
  if (error.unreachable) {
    return new SentinelError(
      'unavailable',
      `AWS sso in ${start.region} ${error.status === undefined ? 'does not answer' : 'is at fault or busy'} (${code}).`,
      ['Check the network (proxy, VPN) and try again.'],
      error,
    );
  }
  if (code === 'ForbiddenException' || code === 'ResourceNotFoundException') {
    return new SentinelError(
      'failed',
      `This sign-in (${nameOf(start)}) has no role ${role} in account ${account} (${code}).`,
      [
        'Correct sso_role_name and sso_account_id in the AWS config file,',
        'or have the permission set assigned to you in IAM Identity Center.',
      ],
      error,
    );
  }
  return new SentinelError(
    'failed',
    `AWS refuses sso:GetRoleCredentials for ${role} in account ${account} (${code}): ${error.message}`,
    [],
    error,
  );
}
