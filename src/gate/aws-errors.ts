/** What AWS refused, in the user's words: what happened, AWS's own code, what to do. Pure. */
import { AwsError } from '../aws/api.ts';
import { SentinelError } from '../errors.ts';

/** What was being done when AWS refused. */
export interface Doing {
  /** As in "Who you are", "The policy ssm:/x", "The role arn:...". */
  readonly what: string;
  /** Which hints fit. */
  readonly step: 'identity' | 'policy' | 'assume' | 'session-token' | 'trust';
  /** Where the base credentials came from. */
  readonly source: string;
}

/** An AwsError as a SentinelError; anything else goes through as it is. */
export function explainAws(error: unknown, doing: Doing): unknown {
  if (!(error instanceof AwsError)) return error;
  const { code } = error;
  if (error.unreachable) {
    const why = error.status === undefined ? 'does not answer' : `is at fault or busy`;
    return failure('unavailable', `${doing.what}: AWS ${service(error)} ${why} (${code}).`, [
      'Check the network (proxy, VPN) and try again.',
    ]);
  }
  if (/^ExpiredToken/.test(code)) {
    return failure(
      'not_signed_in',
      `The base credentials (${doing.source}) have ended (${code}).`,
      ['Sign in again, then try once more.'],
    );
  }
  if (
    /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature)/.test(
      code,
    )
  ) {
    return failure(
      'failed',
      `AWS does not accept the base credentials (${doing.source}): ${code}.`,
      ['Check the access key in your AWS files.'],
    );
  }
  if (doing.step === 'trust') return aboutTrust(error, doing);
  return doing.step === 'policy' ? aboutPolicy(error, doing) : aboutRole(error, doing);
}

function aboutPolicy(error: AwsError, doing: Doing): SentinelError {
  if (error.code === 'ParameterNotFound') {
    return failure(
      'failed',
      `There is no policy: ${doing.what} does not exist (ParameterNotFound).`,
      ['Without a policy nobody gets credentials. Put one there, or name another with --policy.'],
    );
  }
  return failure('failed', `${doing.what} cannot be read: ${error.code}: ${error.message}`, [
    `The base credentials (${doing.source}) need ssm:${error.action} on it.`,
  ]);
}

/** The sentence is logged too, so that AWS's own text stands beside it. */
function aboutTrust(error: AwsError, doing: Doing): SentinelError {
  if (/^NoSuchEntity/.test(error.code)) {
    return failure('failed', `${doing.what} cannot be read: there is no such role.`, [
      'Correct the role in the AWS config file.',
    ]);
  }
  return failure('failed', `${doing.what} cannot be read (${error.code}).`, [
    `AWS says: ${error.message}`,
    `The base credentials (${doing.source}) need iam:GetRole on it.`,
  ]);
}

function aboutRole(error: AwsError, doing: Doing): SentinelError {
  const said = `${doing.what}: AWS refuses ${service(error)}:${error.action} (${error.code}): ${error.message}`;
  if (/SetSourceIdentity|source ?identity/i.test(error.message)) {
    return failure('failed', said, [
      "The role's trust policy must allow sts:SetSourceIdentity beside sts:AssumeRole,",
      "and so must the caller's own policy when the account is another one or roles are chained.",
    ]);
  }
  if (/DurationSeconds|MaxSessionDuration/.test(error.message)) {
    return failure('failed', said, ['Ask for less: --duration 1h']);
  }
  if (/^AccessDenied/.test(error.code) && doing.step === 'assume') {
    return failure('failed', said, [
      "The role's trust policy must name you and allow sts:AssumeRole and sts:SetSourceIdentity.",
    ]);
  }
  return failure('failed', said, []);
}

function failure(
  kind: 'failed' | 'unavailable' | 'not_signed_in',
  message: string,
  next: readonly string[],
): SentinelError {
  return new SentinelError(kind, message, next);
}

function service(error: AwsError): string {
  return error.service;
}
