/**
 * The user's AWS files as a list of profiles, each with the role it leads to and the chain to get there.
 * One broken profile never hides the others: its problem is part of its row.
 */
import type { AwsCredentials } from '../aws/api.ts';
import { type IniProfile, loadIniFiles } from '../aws/ini.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { resolveProfile } from './chain.ts';
import type { Base, Profile } from './types.ts';

export interface ProfileSet {
  /** In file order. */
  readonly profiles: readonly Profile[];
  /**
   * One profile by name.
   * @param awsProfile take base credentials from this profile instead.
   * @throws SentinelError `usage` where there is none of that name, with the nearest.
   */
  find(name: string, awsProfile?: string): Promise<Profile>;
  /** The keys of a base, read from the same files as the list. */
  credentials(base: Base): AwsCredentials;
}

/** Reads the AWS config and credentials files. No network. */
export async function loadProfiles(ctx: Context): Promise<ProfileSet> {
  const files = await loadIniFiles({
    config: ctx.paths.awsConfig,
    credentials: ctx.paths.awsCredentials,
  });
  const byName = new Map(files.profiles.map((profile) => [profile.name, profile]));
  const known = async (name: string) => {
    if (!byName.has(name)) throw await unknownProfile(name, [...byName.keys()], ctx);
    return name;
  };
  return {
    profiles: files.profiles.map(({ name }) => resolveProfile(name, byName, ctx.env)),
    async find(name, awsProfile) {
      await known(name);
      if (awsProfile !== undefined) await known(awsProfile);
      return resolveProfile(name, byName, ctx.env, awsProfile);
    },
    credentials: (base) => keysOf(base, byName, ctx.env),
  };
}

function keysOf(
  base: Base,
  byName: ReadonlyMap<string, IniProfile>,
  env: Context['env'],
): AwsCredentials {
  const from = base.profile === null ? null : byName.get(base.profile)?.settings;
  const key = (name: string) => (from ? from[name] : env[name.toUpperCase()]);
  const sessionToken = key('aws_session_token');
  return {
    accessKeyId: key('aws_access_key_id') ?? '',
    secretAccessKey: key('aws_secret_access_key') ?? '',
    ...(sessionToken && { sessionToken }),
  };
}

async function unknownProfile(
  name: string,
  names: readonly string[],
  ctx: Context,
): Promise<SentinelError> {
  const { default: leven } = await import('leven');
  const [nearest] = names
    .map((known) => ({ known, distance: leven(name, known) }))
    .filter(({ distance }) => distance <= Math.max(2, name.length / 3))
    .sort((a, b) => a.distance - b.distance);
  return new SentinelError('usage', `There is no profile "${name}" in ${ctx.paths.awsConfig}.`, [
    nearest ? `Did you mean "${nearest.known}"?` : 'See all profiles: sentinel',
  ]);
}
