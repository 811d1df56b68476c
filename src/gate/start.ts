/** Steps 1 and 2 of a request: files, endpoints, base credentials, and the tools to ask AWS with. */
import type { AwsCredentials } from '../aws/api.ts';
import type { SealedCache } from '../cache/types.ts';
import { refuseOverride } from '../config/fixed.ts';
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { resolveBase } from '../profiles/resolve-base.ts';
import type { Base, Profile } from '../profiles/types.ts';
import { startAwsTime } from './aws-time.ts';
import { type Reach, reach } from './endpoints.ts';
import { type MfaState, mfaState } from './mfa.ts';
import type { PolicyReader } from './policy-source.ts';
import { startRegions } from './regions.ts';
import { accessRef, callRegions, loadWorld, type World } from './settings.ts';
import type { GateRequest, IssueRequest } from './types.ts';
import { withNotices } from './with-notices.ts';

/** What every question of one request shares. */
export interface Start {
  readonly world: World;
  readonly profile: Profile;
  readonly base: Base;
  readonly mfa: MfaState;
  readonly reach: Reach;
  readonly reader: PolicyReader;
  readonly cache: Promise<RequestCache>;
}

/** The sealed cache of a request, or why it has none. */
export interface RequestCache {
  readonly cache: SealedCache | null;
  readonly notice: string | null;
}

/** The part of a request that says where to look. */
export type Where = Pick<GateRequest, 'regions' | 'noCache'>;

/**
 * Reads the files and gets the base credentials of the request's profile.
 * @throws SentinelError `usage` for a flag or an endpoint that contradicts the organisation's file, before anybody is asked.
 */
export async function start(
  ctx: Context,
  request: GateRequest & Pick<IssueRequest, 'duration'>,
  signal: AbortSignal,
): Promise<Start> {
  const world = await loadWorld(ctx, request.configPath);
  const profile = await world.profiles.find(request.profile, request.awsProfile);
  if (request.duration !== undefined) {
    const key = `profiles.${profile.name}.duration`;
    refuseOverride(world.config, key, request.duration, '--duration');
  }
  // Asked here, too: nobody signs in for a request that is refused by its flags.
  accessRef(ctx, world, request);
  return startWith(ctx, world, profile, request, signal);
}

/** The same where the files are read already. @throws SentinelError the profile's own problem. */
export async function startWith(
  ctx: Context,
  world: World,
  profile: Profile,
  where: Where,
  signal: AbortSignal,
): Promise<Start> {
  // First, since it may be why the rest of the section (its region) is not known either.
  if (profile.problem) throw asError(profile);
  const names = callRegions(ctx, world, where, profile);
  const cache = openCache(ctx, world.config, where.noCache);
  // Whoever waits for it gets what went wrong; if another step fails first, nobody does.
  cache.catch(() => {});
  const reached = reach(ctx, world.config, profile);
  return startBase(reached, world, profile, { names, cache, signal });
}

/** The same for one base out of many. */
export async function startBase(
  reached: Reach,
  world: World,
  profile: Profile,
  about: {
    readonly names: readonly string[];
    readonly cache: Promise<RequestCache>;
    readonly signal: AbortSignal;
  },
): Promise<Start> {
  const { ctx } = reached;
  const { names, cache, signal } = about;
  const base = profile.base as Base;
  const { keys } = world.config;
  const options = { regions: names, signal, keys };
  const resolved = await resolveBase(ctx, world.profiles, base, options).catch((error) => {
    throw withNotices(error, reached.notices);
  });
  const mfa = await mfaOf(reached, profile, resolved, cache);
  const reader: PolicyReader = {
    credentials: mfa.session ?? resolved,
    regions: startRegions(names),
    source: base.label,
    time: startAwsTime(ctx.clock),
    signal,
  };
  return { world, profile, base, mfa, reach: reached, reader, cache };
}

/**
 * Opens the cache; where there is none, why, for a notice: what is not remembered is asked.
 * `--no-cache` asks for none.
 */
export async function openCache(
  ctx: Context,
  config: Pick<Config, 'keys'>,
  noCache: boolean | undefined,
): Promise<RequestCache> {
  if (noCache) return { cache: null, notice: null };
  const { openSealedCache } = await import('../cache/open.ts');
  const { cache, why } = await openSealedCache(ctx, config);
  if (cache) return { cache, notice: null };
  const sentence = [why.message, ...why.next].join(' ');
  return { cache: null, notice: `Nothing is kept between runs: ${sentence}` };
}

async function mfaOf(
  { ctx, place }: Reach,
  profile: Profile,
  base: AwsCredentials,
  opening: Promise<RequestCache>,
): Promise<MfaState> {
  // Without a role there is nothing that could ask for it.
  const serial = profile.roleArn === null ? null : profile.mfaSerial;
  const cache = serial === null ? null : (await opening).cache;
  return mfaState(ctx, cache, base, serial, place);
}

function asError(profile: Profile): SentinelError {
  const { kind, message, next } = profile.problem as NonNullable<Profile['problem']>;
  return new SentinelError(kind, message, next);
}
