/** What AWS refused, in the user's words: what happened, AWS's own code, what to do. Pure. */
import { AwsError } from '../aws/api.ts';
import { type Need, SentinelError } from '../errors.ts';

/** What was being done when AWS refused. */
export interface Doing {
  /** As in "Who you are", "The policy ssm:/x", "The role arn:...". */
  readonly what: string;
  /** Which hints fit. */
  readonly step: 'identity' | 'policy' | 'assume' | 'session-token' | 'mfa' | 'trust';
  /** Where the base credentials came from. */
  readonly source: string;
  /** The device, where an MFA code was sent. */
  readonly serial?: string;
}

const ENDED = /^ExpiredToken/;
const NOT_ACCEPTED =
  /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature)/;

/** What AWS says of a signature whose time is more than five minutes off. */
const WRONG_TIME = /^Signature (expired|not yet current)/i;

/** Whether AWS refused the keys themselves: what was remembered of them is not true any more. */
export function keysRefused(error: unknown): boolean {
  const cause = error instanceof AwsError ? error : (error as { cause?: unknown } | null)?.cause;
  if (!(cause instanceof AwsError) || WRONG_TIME.test(cause.message)) return false;
  return ENDED.test(cause.code) || NOT_ACCEPTED.test(cause.code);
}

/** An AwsError as a SentinelError; anything else goes through as it is. */
export function explainAws(error: unknown, doing: Doing): unknown {
  if (!(error instanceof AwsError)) return error;
  const told = explained(error, doing);
  return new SentinelError(told.kind, told.message, told.next, error, told.need);
}

function explained(error: AwsError, doing: Doing): SentinelError {
  const { code } = error;
  if (error.unreachable) {
    const why = error.status === undefined ? 'does not answer' : `is at fault or busy`;
    return failure('unavailable', `${doing.what}: AWS ${error.service} ${why} (${code}).`, [
      'Check the network (proxy, VPN) and try again; what is amiss: sentinel doctor',
    ]);
  }
  if (ENDED.test(code)) {
    return failure(
      'not_signed_in',
      `The base credentials (${doing.source}) have ended, says AWS ${error.service} (${code}).`,
      ['Sign in again, then try once more.'],
    );
  }
  if (NOT_ACCEPTED.test(code) && WRONG_TIME.test(error.message)) {
    return failure(
      'failed',
      `AWS ${error.service} refuses the signature for its time (${code}): this machine's clock is off, or that of what answers.`,
      ["Set this machine's clock right, then try again."],
    );
  }
  if (NOT_ACCEPTED.test(code)) {
    return failure(
      'failed',
      `AWS ${error.service} does not accept the base credentials (${doing.source}): ${code}.`,
      ['Check the access key in your AWS files.'],
    );
  }
  if (doing.step === 'trust') return aboutTrust(error, doing);
  if (doing.step === 'mfa') return aboutMfa(error, doing);
  return doing.step === 'policy' ? aboutPolicy(error, doing) : aboutRole(error, doing);
}

/** AWS says AccessDenied for a wrong code, a used one and a device of somebody else alike. */
function aboutMfa(error: AwsError, doing: Doing): SentinelError {
  const said = `${doing.what}: AWS refuses it (${error.code}): ${error.message}`;
  if (!/MultiFactorAuthentication|MFA|tokenCode|TokenCode/.test(error.message)) {
    return failure('failed', said, []);
  }
  const { serial } = doing;
  return failure(
    'not_signed_in',
    said,
    ['Each code works once: wait for the next one, and try again.'],
    serial === undefined ? undefined : { kind: 'mfa', serial },
  );
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
  const said = `${doing.what}: AWS refuses ${error.service}:${error.action} (${error.code}): ${error.message}`;
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
  need?: Need,
): SentinelError {
  return new SentinelError(kind, message, next, undefined, need);
}
