/** `web_identity_token_file` with its own, standard `role_arn`. Pure. */
import type { IniProfile } from '../aws/ini.ts';
import { isRoleArn } from './arn.ts';
import { type BaseAnswer, badSetting, found } from './problem.ts';
import { SESSION_NAME } from './session-name.ts';

/** The base of a profile that has a token file. */
export function webIdentityBase({ name, settings, fileOf }: IniProfile): BaseAnswer {
  const tokenFile = settings['web_identity_token_file'] ?? '';
  const roleArn = settings['role_arn'];
  const file = fileOf('web_identity_token_file');
  if (roleArn === undefined) {
    return badSetting(
      `[${name}] in ${file} has a web_identity_token_file without the role_arn that AWS gives for it.`,
      `Add role_arn = arn:aws:iam::ACCOUNT:role/NAME to [${name}].`,
    );
  }
  if (!isRoleArn(roleArn)) {
    return badSetting(
      `role_arn of [${name}] in ${fileOf('role_arn')} is not a role's ARN: ${roleArn}.`,
    );
  }
  const roleSessionName = settings['role_session_name'] ?? null;
  if (roleSessionName !== null && !SESSION_NAME.test(roleSessionName)) {
    return badSetting(
      `AWS takes no session name like the role_session_name of [${name}] in ${fileOf('role_session_name')}: ${roleSessionName}.`,
      'Use 2 to 64 letters, digits and + = , . @ - _, or remove it.',
    );
  }
  return found({
    kind: 'web_identity',
    tokenFile,
    roleArn,
    roleSessionName,
    profile: name,
    label: `the web identity of [${name}]`,
    key: `web_identity:${JSON.stringify([tokenFile, roleArn, roleSessionName])}`,
  });
}
