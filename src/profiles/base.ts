/**
 * The credentials that a profile has of itself, in the order of precedence of the AWS SDKs (where they
 * differ, of the SDK for Go and the AWS CLI: a `credential_process` comes last, so that it can stand
 * beside other keys). One file a kind of base. Pure.
 */
import type { IniProfile } from '../aws/ini.ts';
import { environmentBase } from './base-environment.ts';
import { processBase } from './base-process.ts';
import { sourceBase } from './base-source.ts';
import { ssoBase } from './base-sso.ts';
import { STORED_KEYS_SETTING, storedBase } from './base-stored.ts';
import { webIdentityBase } from './base-web-identity.ts';
import { callsSentinel } from './calls-sentinel.ts';
import type { AwsFiles } from './files.ts';
import { type BaseAnswer, badSetting, found, problem } from './problem.ts';

/**
 * The base credentials of the profile at the head of a chain.
 * `sentinel_keys` comes before all of them.
 * @param hop whether the profile assumes a role with them: then `credential_source` comes before its keys.
 */
export function ownBase(profile: IniProfile, files: AwsFiles, hop: boolean): BaseAnswer {
  const { name, settings } = profile;
  if (settings[STORED_KEYS_SETTING] !== undefined) return storedBase(profile);
  const source = settings['credential_source'];
  if (source && hop) return sourceBase(profile, source, files);
  if (settings['aws_access_key_id']) return staticBase(profile);
  if (source) return sourceBase(profile, source, files);
  if (settings['web_identity_token_file']) return webIdentityBase(profile);
  const command = settings['credential_process'];
  const otherTool = command !== undefined && !callsSentinel(command);
  if (settings['sso_session'] ?? settings['sso_start_url']) return ssoBase(profile, files);
  if (!otherTool && (settings['sso_account_id'] ?? settings['sso_role_name'])) {
    return ssoBase(profile, files);
  }
  if (settings['login_session']) return loginSession(name);
  if (otherTool) return processBase(profile, command, files.env);
  // What is left names no credentials of its own: those of the environment, if they are the user's own.
  return environmentBase(files.env) ?? nothing(name, command !== undefined, files.env);
}

function staticBase({ name, settings, fileOf }: IniProfile): BaseAnswer {
  if (settings['aws_secret_access_key']) {
    const label = `static keys of [${name}]`;
    return found({ kind: 'static', profile: name, label, key: `static:${name}` });
  }
  const file = fileOf('aws_access_key_id');
  return problem(
    'no_base',
    'failed',
    `[${name}] has an aws_access_key_id without its aws_secret_access_key (${file}).`,
    ['Add the secret of that key, or remove the key.'],
  );
}

/** `aws login`: its tokens are bound to a key of the AWS CLI's own, which alone can renew them. */
function loginSession(name: string): BaseAnswer {
  return badSetting(
    `[${name}] signs in with "aws login" (login_session), which Sentinel cannot do itself.`,
    'Let the AWS CLI hand its credentials over: in a profile of its own, say [profile console-login],',
    `  credential_process = aws configure export-credentials --profile ${name} --format process`,
    'and in the profile that you use: sentinel_role_arn = ... and sentinel_source_profile = console-login',
  );
}

function nothing(name: string, ourselves: boolean, env: AwsFiles['env']): BaseAnswer {
  const add = `Add sentinel_source_profile = NAME to [${name}], or pass --aws-profile NAME.`;
  if (env['SENTINEL_SESSION_ID'] && env['AWS_ACCESS_KEY_ID']) {
    const what = `[${name}] names no base credentials, and those of the environment belong to a Sentinel session.`;
    return problem('no_base', 'not_signed_in', what, [add, 'Or leave the session first: exit']);
  }
  if (ourselves) {
    const what = `The credential_process of [${name}] is Sentinel itself, which needs base credentials from elsewhere.`;
    return problem('no_base', 'not_signed_in', what, [add]);
  }
  const container = env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'];
  const hint = container ? [`In a container of ECS or EKS: credential_source = EcsContainer`] : [];
  const what = `[${name}] does not say where its base credentials come from.`;
  return problem('no_base', 'not_signed_in', what, [add, ...hint]);
}
