/** The base credentials that the environment holds. Pure. */
import { isRoleArn } from './arn.ts';
import { type BaseAnswer, badSetting, found } from './problem.ts';
import { SESSION_NAME } from './session-name.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Keys before a web identity, as in the AWS SDKs; null where it has neither. */
export function environmentBase(env: Env): BaseAnswer | null {
  if (hasKeys(env)) return found(environmentKeys());
  const tokenFile = env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  const roleArn = env['AWS_ROLE_ARN'];
  if (!tokenFile || !roleArn) return null;
  const roleSessionName = env['AWS_ROLE_SESSION_NAME'] || null;
  if (!isRoleArn(roleArn)) {
    return badSetting(
      `AWS_ROLE_ARN, which AWS_WEB_IDENTITY_TOKEN_FILE is for, is not a role's ARN: ${roleArn}.`,
      'Correct it, or unset both.',
    );
  }
  if (roleSessionName !== null && !SESSION_NAME.test(roleSessionName)) {
    return badSetting(
      `AWS takes no session name like AWS_ROLE_SESSION_NAME: ${roleSessionName}.`,
      'Use 2 to 64 letters, digits and + = , . @ - _, or unset it.',
    );
  }
  return found({
    kind: 'web_identity',
    tokenFile,
    roleArn,
    roleSessionName,
    profile: null,
    label: 'the web identity of the environment (AWS_WEB_IDENTITY_TOKEN_FILE)',
    key: 'web_identity',
  });
}

/** AWS_ACCESS_KEY_ID and its companions as a base. */
export function environmentKeys() {
  const label = 'the environment (AWS_ACCESS_KEY_ID)';
  return { kind: 'environment', profile: null, label, key: 'environment' } as const;
}

/** The keys of a Sentinel session are never base credentials: a grant would feed on a grant. */
export function hasKeys(env: Env): boolean {
  return Boolean(
    !env['SENTINEL_SESSION_ID'] && env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'],
  );
}
