/** What both ways of signing in need, and what AWS's refusals mean in either. */
import { AwsError, type OidcClient, type SsoOidc } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { nameOf } from './not-signed-in.ts';
import type { SignInOptions, SsoStart } from './types.ts';

export interface Attempt {
  readonly ctx: Pick<
    Context,
    'paths' | 'clock' | 'aws' | 'sandbox' | 'env' | 'platform' | 'spawn' | 'random'
  >;
  readonly start: SsoStart;
  readonly oidc: SsoOidc;
  readonly client: OidcClient;
  readonly options: SignInOptions;
}

/** AWS has forgotten the client: a new registration helps. */
export function isUnknownClient(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    ['InvalidClientException', 'UnauthorizedClientException'].includes(error.code)
  );
}

/** An error of a sign-in as a sentence; anything that is no AwsError goes through as it is. */
export function explainSignIn(error: unknown, start: SsoStart): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code } = error;
  const place = `${start.startUrl} in ${start.region}`;
  if (error.unreachable) {
    const why = error.status === undefined ? 'does not answer' : 'is at fault or busy';
    return new SentinelError(
      'unavailable',
      `AWS ${error.service} in ${start.region} ${why} (${code}).`,
      ['Check the network (proxy, VPN) and sso_region, then try again.'],
      error,
    );
  }
  if (code === 'AccessDeniedException') {
    return ended(start, 'was refused in the browser', error);
  }
  if (code === 'ExpiredTokenException') {
    return ended(start, 'was not approved in time', error);
  }
  return new SentinelError(
    'failed',
    `AWS refuses the sign-in to ${place}: sso-oidc:${error.action} (${code}): ${error.message}`,
    ['Check sso_start_url, sso_region and sso_registration_scopes in the AWS config file.'],
    error,
  );
}

/** @param how the end of "The sign-in to corp ...". */
export function ended(start: SsoStart, how: string, cause?: unknown): SentinelError {
  return new SentinelError(
    'not_signed_in',
    `The sign-in to ${nameOf(start)} ${how}.`,
    ['Start the sign-in again.'],
    cause,
  );
}
