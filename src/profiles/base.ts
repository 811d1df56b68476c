/** The credentials that a profile has of itself, by kind; what this version cannot use says so. Pure. */
import type { IniProfile } from '../aws/ini.ts';
import type { ErrorKind } from '../errors.ts';
import type { Base, ProfileProblem } from './types.ts';

export type BaseAnswer =
  | { readonly base: Base; readonly problem: null }
  | { readonly base: null; readonly problem: ProfileProblem };

/** The base credentials of the profile at the head of a chain. */
export function ownBase(
  name: string,
  settings: IniProfile['settings'],
  env: Readonly<Record<string, string | undefined>>,
): BaseAnswer {
  if (settings['aws_access_key_id']) {
    if (!settings['aws_secret_access_key']) {
      const what = `[${name}] has an access key id without its secret_access_key.`;
      return problem('no_base', 'failed', what);
    }
    const label = `static keys of [${name}]`;
    return { base: { kind: 'static', profile: name, label, key: `static:${name}` }, problem: null };
  }
  const source = settings['credential_source'];
  if (source === 'Environment') return environment(name, env);
  if (source) return unsupported(name, `credential_source = ${source}`);
  if (settings['web_identity_token_file']) return unsupported(name, 'a web identity token');
  if (settings['sso_session'] ?? settings['sso_start_url']) {
    const what = `[${name}] signs in through IAM Identity Center (SSO): not signed in. This version cannot sign in yet.`;
    return problem('unsupported', 'not_signed_in', what, [
      'Take base credentials from a profile with keys: --aws-profile NAME',
    ]);
  }
  if (settings['login_session']) return unsupported(name, 'a login_session');
  const process = settings['credential_process'];
  if (process && !callsSentinel(process))
    return unsupported(name, 'the credential_process of another tool');
  // What is left names no credentials of its own: those of the environment, if they are the user's own.
  if (hasKeys(env)) return environment(name, env);
  const what = `[${name}] does not say where its base credentials come from.`;
  return problem('no_base', 'not_signed_in', what, [
    `Add sentinel_source_profile = NAME to [${name}], or pass --aws-profile NAME.`,
  ]);
}

/** A problem as an answer in place of a base. */
export function problem(
  code: ProfileProblem['code'],
  kind: ErrorKind,
  message: string,
  next: readonly string[] = [],
): Extract<BaseAnswer, { base: null }> {
  return { base: null, problem: { code, kind, message, next } };
}

function environment(name: string, env: Readonly<Record<string, string | undefined>>): BaseAnswer {
  if (hasKeys(env)) {
    const label = 'the environment (AWS_ACCESS_KEY_ID)';
    return {
      base: { kind: 'environment', profile: null, label, key: 'environment' },
      problem: null,
    };
  }
  const inside = env['SENTINEL_SESSION_ID'];
  const what = inside
    ? `[${name}] takes its base credentials from the environment, which holds those of a Sentinel session.`
    : `[${name}] takes its base credentials from the environment, which has no AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  return problem('no_base', 'not_signed_in', what, inside ? ['Leave the session first: exit'] : []);
}

/** The keys of a Sentinel session are never base credentials: a grant would feed on a grant. */
function hasKeys(env: Readonly<Record<string, string | undefined>>): boolean {
  return Boolean(
    !env['SENTINEL_SESSION_ID'] && env['AWS_ACCESS_KEY_ID'] && env['AWS_SECRET_ACCESS_KEY'],
  );
}

function callsSentinel(process: string): boolean {
  return /(?:^|[\\/\s"'])sentinel(?:\.js)?["']?(?:\s|$)/.test(process);
}

function unsupported(name: string, what: string): BaseAnswer {
  return problem(
    'unsupported',
    'failed',
    `[${name}] takes its base credentials from ${what}, which this version does not support yet.`,
    ['Take them from a profile with keys: --aws-profile NAME'],
  );
}
