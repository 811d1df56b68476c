/**
 * From a profile's section to the chain of roles it stands for: which base credentials, which hops.
 * The order of precedence is that of the AWS SDKs, but `sentinel_*` keys win (SDKs ignore them, so a
 * profile may hold only those and a `credential_process`). Pure.
 */
import type { IniProfile } from '../aws/ini.ts';
import { accountOf, isRoleArn } from './arn.ts';
import { type BaseAnswer, ownBase, problem } from './base.ts';
import type { Hop, Profile } from './types.ts';
import { whyNoStamp } from './unstampable.ts';

type Files = ReadonlyMap<string, IniProfile>;
type Env = Readonly<Record<string, string | undefined>>;
type Chain = { readonly hops: readonly Hop[] } & BaseAnswer;

const DURATION_KEYS = ['sentinel_duration_seconds', 'duration_seconds'] as const;

/** Resolves one profile, which must be in the files. @param awsProfile another profile as its base. */
export function resolveProfile(name: string, files: Files, env: Env, awsProfile?: string): Profile {
  const settings = files.get(name)?.settings ?? {};
  const chain = walk(name, files, env, [], awsProfile);
  const target = chain.hops.at(-1)?.roleArn ?? null;
  const roleArn = roleOf(settings) === null ? null : target;
  const key = DURATION_KEYS.find((one) => settings[one] !== undefined);
  const seconds = key && settings[key];
  const shared = {
    name,
    region: settings['region'] ?? null,
    roleArn,
    account: roleArn ? accountOf(roleArn) : (settings['sso_account_id'] ?? null),
    durationSeconds: null,
    unstampable: roleArn ? null : whyNoStamp(name, chain.base),
    mfaSerial: null,
    hops: roleArn ? chain.hops : [],
  };
  // Zero, too, is none: AWS would give credentials that have ended before anybody has them.
  if (key && !/^0*[1-9][0-9]{0,5}$/.test(seconds ?? '')) {
    const what = `${key} of [${name}] in ${files.get(name)?.fileOf(key)} is no number of seconds from 1 on: ${seconds}.`;
    const next = ['Set it to a number such as 3600, or remove it.'];
    return { ...shared, ...problem('bad_setting', 'failed', what, next) };
  }
  return {
    ...shared,
    durationSeconds: seconds === undefined ? null : Number(seconds),
    ...(chain.problem
      ? { base: null, problem: chain.problem }
      : { base: chain.base, problem: null }),
  };
}

/** Follows the sources from a profile down to the one that holds credentials. */
function walk(
  name: string,
  files: Files,
  env: Env,
  above: readonly string[],
  awsProfile: string | undefined,
): Chain {
  const settings = files.get(name)?.settings;
  if (!settings) {
    const what = `[${above.at(-1)}] takes its credentials from [${name}], which is in neither AWS file.`;
    return { hops: [], ...problem('unknown_source', 'failed', what) };
  }
  // As a source, a profile's own keys come before its role, as in the AWS SDKs.
  if (above.length > 0 && !settings['sentinel_role_arn'] && settings['aws_access_key_id']) {
    return { hops: [], ...ownBase(name, settings, env) };
  }
  if (above.includes(name)) {
    const what = `The source profiles of [${above[0]}] run in a circle: ${[...above, name].join(' -> ')}.`;
    return { hops: [], ...problem('cycle', 'failed', what, ['Break it in the AWS config file.']) };
  }
  const roleArn = roleOf(settings);
  if (roleArn === null) return { hops: [], ...ownBase(name, settings, env) };
  const hop = {
    roleArn,
    externalId: settings['sentinel_external_id'] ?? settings['external_id'] ?? null,
  };
  if (!isRoleArn(roleArn)) {
    const what = `The role of [${name}] is not a role's ARN: ${roleArn}.`;
    return { hops: [hop], ...problem('bad_setting', 'failed', what) };
  }
  if (settings['sentinel_mfa_serial'] ?? settings['mfa_serial']) {
    const what = `[${name}] asks for an MFA code (mfa_serial), which this version does not do yet.`;
    return { hops: [hop], ...problem('unsupported', 'not_signed_in', what) };
  }
  const source =
    above.length === 0 && awsProfile !== undefined
      ? awsProfile
      : (settings['sentinel_source_profile'] ?? settings['source_profile']);
  // A profile may name itself as the source of its own keys; so may --aws-profile.
  if (source === undefined || (source === name && settings['aws_access_key_id'])) {
    return { hops: [hop], ...ownBase(name, settings, env) };
  }
  const below = walk(source, files, env, [...above, name], undefined);
  return { ...below, hops: [...below.hops, hop] };
}

function roleOf(settings: IniProfile['settings']): string | null {
  return settings['sentinel_role_arn'] ?? settings['role_arn'] ?? null;
}
