/** The patterns and lengths STS holds names to (STS API Reference, AssumeRole), with its texts. */
import { AwsFault, constraint } from '../fault.ts';

/** RoleSessionName and SourceIdentity: 2-64 of `[\w+=,.@-]`. */
export function checkSessionName(
  value: string,
  member: 'roleSessionName' | 'sourceIdentity',
): void {
  if (!/^[\w+=,.@-]*$/.test(value)) {
    throw constraint(value, member, 'satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  checkLength(value, member, 2, 64);
  // The pattern forbids the colon, so `aws:` never gets this far; kept because AWS documents it.
  if (member === 'sourceIdentity' && value.toLowerCase().startsWith('aws:')) {
    throw constraint(value, member, 'not begin with the prefix aws:');
  }
}

export function checkExternalId(value: string): void {
  if (!/^[\w+=,.@:/-]*$/.test(value)) {
    throw constraint(value, 'externalId', 'satisfy regular expression pattern: [\\w+=,.@:\\/-]*');
  }
  checkLength(value, 'externalId', 2, 1224);
}

export function checkRoleArn(value: string): void {
  checkLength(value, 'roleArn', 20, 2048);
  if (!value.startsWith('arn:')) throw new AwsFault('ValidationError', `${value} is invalid`);
  if (!/^arn:aws[a-z-]*:iam::\d{12}:role\/[\x21-\x7e]+$/.test(value)) {
    throw new AwsFault('ValidationError', 'Request ARN is invalid');
  }
}

/** The Name of GetFederationToken: 2-32 of `[\w+=,.@-]`. */
export function checkFederatedName(value: string): void {
  if (!/^[\w+=,.@-]*$/.test(value)) {
    throw constraint(value, 'name', 'satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  checkLength(value, 'name', 2, 32);
}

/** @param most 43200 for roles, 129600 for GetSessionToken and GetFederationToken. */
export function checkDuration(text: string, most: number): number {
  const seconds = Number(text);
  if (!/^-?\d+$/.test(text)) throw constraint(text, 'durationSeconds', 'be an integer');
  if (seconds < 900) {
    throw constraint(text, 'durationSeconds', 'have value greater than or equal to 900');
  }
  if (seconds > most) {
    throw constraint(text, 'durationSeconds', `have value less than or equal to ${most}`);
  }
  return seconds;
}

export function checkLength(value: string, member: string, least: number, most: number): void {
  const length = [...value].length;
  if (length < least) {
    throw constraint(value, member, `have length greater than or equal to ${least}`);
  }
  if (length > most) throw constraint(value, member, `have length less than or equal to ${most}`);
}
