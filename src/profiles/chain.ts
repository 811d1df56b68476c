/**
 * From a profile's section to the chain of roles it stands for: which base credentials, which hops.
 * The order of precedence is that of the AWS SDKs, but `sentinel_*` keys win (SDKs ignore them, so a
 * profile may hold only those and a `credential_process`). A `role_session_name` is ignored: the gate
 * names its sessions after the caller. Pure.
 */
import type { IniProfile } from '../aws/ini.ts';
import { accountOf, isRoleArn } from './arn.ts';
import { ownBase } from './base.ts';
import { STORED_KEYS_SETTING } from './base-stored.ts';
import { endpointsOf } from './endpoint-settings.ts';
import type { AwsFiles } from './files.ts';
import { type Device, deviceOf, judgeDevices } from './mfa.ts';
import { type BaseAnswer, badSetting, problem } from './problem.ts';
import type { Hop, Profile } from './types.ts';
import { unreadProblem } from './unread.ts';
import { whyNoStamp } from './unstampable.ts';

type Chain = { readonly hops: readonly Hop[]; readonly devices: readonly Device[] } & BaseAnswer;

const DURATION_KEYS = ['sentinel_duration_seconds', 'duration_seconds'] as const;

/** Resolves one profile, which must be in the files. @param awsProfile another profile as its base. */
export function resolveProfile(name: string, files: AwsFiles, awsProfile?: string): Profile {
  const profile = files.profiles.get(name);
  const settings = profile?.settings ?? {};
  const chain = walk(name, files, [], awsProfile);
  const mfa = judgeDevices(name, chain.devices, chain.base, files);
  const target = chain.hops.at(-1)?.roleArn ?? null;
  const roleArn = roleOf(settings) === null ? null : target;
  const shared = {
    name,
    region: settings['region'] ?? null,
    roleArn,
    account: roleArn ? accountOf(roleArn) : (settings['sso_account_id'] ?? null),
    durationSeconds: null,
    unstampable: roleArn || !chain.base ? null : whyNoStamp(name, chain.base),
    mfaSerial: mfa.serial,
    endpoints: endpointsOf(name, chain.base, files),
    hops: roleArn ? chain.hops : [],
  };
  const key = DURATION_KEYS.find((one) => settings[one] !== undefined);
  const seconds = key && settings[key];
  // Zero, too, is none: AWS would give credentials that have ended before anybody has them.
  if (key && !/^0*[1-9][0-9]{0,5}$/.test(seconds ?? '')) {
    const what = `${key} of [${name}] in ${profile?.fileOf(key)} is no number of seconds from 1 on: ${seconds}.`;
    return { ...shared, ...badSetting(what, 'Set it to a number such as 3600, or remove it.') };
  }
  const durationSeconds = seconds === undefined ? null : Number(seconds);
  const wrong = chain.problem ?? mfa.problem;
  if (wrong) return { ...shared, durationSeconds, base: null, problem: wrong };
  return { ...shared, durationSeconds, base: chain.base, problem: null };
}

/** Follows the sources from a profile down to the one that holds credentials. */
function walk(
  name: string,
  files: AwsFiles,
  above: readonly string[],
  awsProfile: string | undefined,
): Chain {
  const profile = files.profiles.get(name);
  if (!profile) return { hops: [], devices: [], ...noSource(name, files, above.at(-1) ?? name) };
  const { settings } = profile;
  const stored = settings[STORED_KEYS_SETTING];
  const devices = deviceOf(profile);
  const end = (answer: BaseAnswer): Chain => ({ hops: [], devices, ...answer });
  // As a source, a profile's own keys come before its role, as in the AWS SDKs.
  const ownKeys = stored ?? settings['aws_access_key_id'];
  if (above.length > 0 && !settings['sentinel_role_arn'] && ownKeys) {
    return end(ownBase(profile, files, false));
  }
  if (above.includes(name)) {
    const what = `The source profiles of [${above[0]}] run in a circle: ${[...above, name].join(' -> ')}.`;
    return end(problem('cycle', 'failed', what, ['Break it in the AWS config file.']));
  }
  const mixed = mixedSources(profile);
  if (mixed) return end(mixed);
  const roleArn = roleOf(settings);
  if (roleArn === null) return end(ownBase(profile, files, false));
  const hop = {
    roleArn,
    externalId: settings['sentinel_external_id'] ?? settings['external_id'] ?? null,
  };
  if (!isRoleArn(roleArn)) {
    const what = `The role of [${name}] is not a role's ARN: ${roleArn}.`;
    return { hops: [hop], devices, ...badSetting(what) };
  }
  const source =
    above.length === 0 && awsProfile !== undefined
      ? awsProfile
      : (settings['sentinel_source_profile'] ?? settings['source_profile']);
  // A profile may name itself as the source of its own credentials; so may --aws-profile.
  const own = settings['sentinel_role_arn'] ?? ownKeys;
  const another = above.length === 0 && awsProfile !== undefined;
  if (source === undefined || (source === name && own) || (stored !== undefined && !another)) {
    return { hops: [hop], devices, ...ownBase(profile, files, source === undefined) };
  }
  const below = walk(source, files, [...above, name], undefined);
  return { ...below, hops: [...below.hops, hop], devices: [...below.devices, ...devices] };
}

/** Sources that the AWS tools choose from differently, so that nobody can say which is meant. */
function mixedSources({ name, settings, fileOf }: IniProfile): BaseAnswer | null {
  if (settings['sentinel_source_profile'] ?? settings[STORED_KEYS_SETTING]) return null;
  const sources = ['source_profile', 'credential_source'].filter((key) => settings[key]);
  const mixed = settings['web_identity_token_file']
    ? [...sources, 'web_identity_token_file']
    : sources;
  if (mixed.length < 2) return null;
  return badSetting(
    `[${name}] in ${fileOf(mixed[0] ?? '')} has both ${mixed.join(' and ')}, and AWS's tools differ in which they take.`,
    `Keep one of them in [${name}].`,
  );
}

/** Why a source is none. */
function noSource(name: string, files: AwsFiles, above: string): BaseAnswer {
  const unread = files.unread.get(name);
  if (unread) return unreadProblem(unread);
  const what = `[${above}] takes its credentials from [${name}], which is in neither AWS file.`;
  return problem('unknown_source', 'failed', what, [
    `Correct its source_profile (or sentinel_source_profile).`,
  ]);
}

/** The role that the gate assumes. Beside a web identity the standard `role_arn` belongs to that. */
function roleOf(settings: IniProfile['settings']): string | null {
  const standard = settings['web_identity_token_file'] ? undefined : settings['role_arn'];
  return settings['sentinel_role_arn'] ?? standard ?? null;
}
