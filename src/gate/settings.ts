/** What one request stands on before any network: config, profile, regions, which policies. */
import { dirname } from 'node:path';
import { refuseOverride } from '../config/fixed.ts';
import { loadConfig } from '../config/load.ts';
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { loadProfiles, type ProfileSet } from '../profiles/load.ts';
import type { Profile } from '../profiles/types.ts';
import { type AccessRef, type PolicyRef, readPolicyRef } from './policy-ref.ts';
import type { GateRequest } from './types.ts';

/** Loaded once for any number of profiles. */
export interface World {
  readonly config: Config;
  readonly profiles: ProfileSet;
}

/** Reads config and AWS files. @throws SentinelError for what is broken in them. */
export async function loadWorld(ctx: Context, configPath: string | undefined): Promise<World> {
  const [config, profiles] = await Promise.all([loadConfig(ctx, configPath), loadProfiles(ctx)]);
  if (config.ledger !== 'sqlite')
    throw noSharedLedger(config.fixedBy['ledger'] ?? config.path ?? 'the config file');
  return { config, profiles };
}

/**
 * What a policy or config that asks for a shared ledger gets: recording somewhere else than where the
 * organisation looks would be worse than not issuing.
 */
export function noSharedLedger(where: string): SentinelError {
  return new SentinelError(
    'unavailable',
    `The ledger named in ${where} is DynamoDB, which this version cannot use yet.`,
  );
}

/**
 * The access policy that a profile is judged by; `fixed` where the organisation's file names it.
 * @throws SentinelError `usage` for a flag that contradicts the organisation's file.
 */
export function accessRef(ctx: Context, world: World, request: AboutPolicy): AccessRef {
  const { policyRef: flag, profile } = request;
  const fixed = world.config.fixedBy['policy'] !== undefined;
  if (flag === undefined) {
    return { ...readPolicyRef(world.config.policy, profile, configFolder(ctx, world)), fixed };
  }
  refuseOverride(world.config, 'policy', flag, '--policy (or --policy-parameter)', profile);
  return { ...readPolicyRef(flag, profile, ''), fixed };
}

/** The break-glass policy; null where none is configured. */
export function breakglassRef(ctx: Context, world: World, profile: string): PolicyRef | null {
  const ref = world.config.breakglass;
  return ref ? readPolicyRef(ref, profile, configFolder(ctx, world)) : null;
}

/**
 * The regions to call, the first that answers counts: flag, config file, AWS_REGION, the profile's own,
 * AWS_DEFAULT_REGION. The config comes before AWS_REGION because it says where the policies are.
 * @throws SentinelError `usage` where nothing names one, or the flag contradicts the organisation's file.
 */
export function callRegions(
  ctx: Context,
  world: World,
  request: Pick<GateRequest, 'regions'>,
  profile: Profile | null,
): readonly string[] {
  if (request.regions) refuseOverride(world.config, 'regions', request.regions, '--region');
  const lists = [
    request.regions,
    world.config.regions,
    [ctx.env['AWS_REGION']],
    [profile?.region],
    [ctx.env['AWS_DEFAULT_REGION']],
  ];
  for (const list of lists) {
    const named = (list ?? []).filter((region) => typeof region === 'string' && region !== '');
    if (named.length > 0) return named.map((region) => checkRegion(region as string));
  }
  throw new SentinelError('usage', 'No AWS region is named.', [
    'Pass --region, set AWS_REGION, or write `region = ...` into the profile.',
  ]);
}

/** The region that a child process is to work in. */
export function workRegion(
  ctx: Context,
  request: Pick<GateRequest, 'regions'>,
  profile: Profile,
  called: string,
): string {
  const named = request.regions?.[0] ?? profile.region ?? ctx.env['AWS_REGION'];
  return checkRegion(named || called);
}

type AboutPolicy = Pick<GateRequest, 'profile' | 'policyRef'>;

/** A region becomes part of a host's name: `x@evil.example/` must not. */
function checkRegion(region: string): string {
  if (/^[a-z]{2,}(?:-[a-z0-9]+)+$/.test(region)) return region;
  throw new SentinelError('usage', `"${region}" is not the name of an AWS region.`, [
    'As in: --region us-east-1',
  ]);
}

function configFolder(ctx: Context, world: World): string {
  return dirname(world.config.path ?? ctx.paths.config);
}
