/**
 * The user's AWS files as a list of profiles, each with the role it leads to and the chain to get there.
 * One broken profile never hides the others: its problem is part of its row.
 *
 * `chain.ts` follows the sources, `base*.ts` say where the head of a chain gets its credentials, and
 * `resolve-base.ts` gets them. To add a source: a kind of `Base` (types.ts), a `base-*.ts` in the order of
 * precedence (base.ts), its sentence in `unstampable.ts`, and a case in `resolve-base.ts`.
 */
import type { AwsCredentials } from '../aws/api.ts';
import { loadIniFiles } from '../aws/ini.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { resolveProfile } from './chain.ts';
import type { AwsFiles } from './files.ts';
import type { Base, Profile } from './types.ts';
import { unreadRow } from './unread.ts';

export interface ProfileSet {
  /** In file order; last those that AWS's loader leaves out. */
  readonly profiles: readonly Profile[];
  /**
   * One profile by name.
   * @param awsProfile take base credentials from this profile instead.
   * @throws SentinelError `usage` where there is none of that name, with the nearest.
   */
  find(name: string, awsProfile?: string): Promise<Profile>;
  /**
   * The keys of a base of kind `static` or `environment`, read from the same files as the list. For all
   * kinds: `resolveBase`.
   */
  credentials(base: Base): AwsCredentials;
}

/** Reads the AWS config and credentials files. No network. */
export async function loadProfiles(
  ctx: Pick<Context, 'env' | 'paths' | 'sandbox'>,
): Promise<ProfileSet> {
  const { profiles, unread, ssoSessions, services } = await loadIniFiles({
    config: ctx.paths.awsConfig,
    credentials: ctx.paths.awsCredentials,
  });
  const files: AwsFiles = {
    profiles: new Map(profiles.map((profile) => [profile.name, profile])),
    unread: new Map(unread.map((one) => [one.name, one])),
    ssoSessions,
    services,
    configPath: ctx.paths.awsConfig,
    env: ctx.env,
    sandbox: ctx.sandbox !== undefined,
  };
  const resolved = async (name: string, awsProfile?: string) => {
    const left = files.unread.get(name);
    if (left) return unreadRow(left);
    if (files.profiles.has(name)) return resolveProfile(name, files, awsProfile);
    throw await unknownProfile(name, [...files.profiles.keys()], ctx);
  };
  let all: readonly Profile[] | undefined;
  return {
    // Of hundreds a command wants one.
    get profiles() {
      all ??= [
        ...profiles.map(({ name }) => resolveProfile(name, files)),
        ...[...files.unread.values()].map(unreadRow),
      ];
      return all;
    },
    async find(name, awsProfile) {
      const profile = await resolved(name, awsProfile);
      // Only asked whether it is there: as a base it is resolved in the chain.
      if (awsProfile !== undefined) await resolved(awsProfile);
      return profile;
    },
    credentials: (base) => keysOf(base, files),
  };
}

function keysOf(base: Base, { profiles, env }: AwsFiles): AwsCredentials {
  if (base.kind !== 'static' && base.kind !== 'environment') {
    throw new Error(`base credentials of kind ${base.kind} are not in the files`);
  }
  const from = base.kind === 'static' ? profiles.get(base.profile ?? '')?.settings : undefined;
  const key = (name: string) => (base.kind === 'static' ? from?.[name] : env[name.toUpperCase()]);
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
  ctx: Pick<Context, 'paths'>,
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
