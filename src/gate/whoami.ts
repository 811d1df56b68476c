/** Who AWS says the caller is, and what Sentinel makes of it. Issues nothing. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { parsePrincipal, policyUsername, whyUnstampable } from '../identity/principal.ts';
import type { Principal } from '../identity/types.ts';
import { nameCounts } from '../policy/names.ts';
import type { Base, Profile } from '../profiles/types.ts';
import { skewNotice, startAwsTime } from './aws-time.ts';
import { withDeadline } from './deadline.ts';
import { endpointNotice } from './endpoint-notice.ts';
import { whoCalls } from './look.ts';
import { loadAccessPolicy, type PolicyReader } from './policy-source.ts';
import { accessRef, callRegions, loadWorld, type World } from './settings.ts';
import type { GateRequest } from './types.ts';

export interface Whoami {
  readonly principal: Principal;
  /** The name policies know. */
  readonly username: string;
  /** Whether the name counts in policies, and why. */
  readonly nameCounts: { readonly counts: boolean; readonly why: string };
  /** Null: it can be stamped; else why not. */
  readonly unstampable: string | null;
  readonly source: string;
  readonly region: string;
  readonly endpoint: string | null;
  /** AWS's time minus the machine's, milliseconds; null where no answer told. */
  readonly skew: number | null;
  readonly notices: readonly string[];
}

/**
 * Asks AWS.
 * @param request.profile whose base credentials; absent: those of AWS_PROFILE, [default], or the first
 *   profile that has any.
 */
export async function whoami(
  ctx: Context,
  request: Omit<GateRequest, 'profile' | 'mode'> & { readonly profile?: string },
): Promise<Whoami> {
  return withDeadline(request.signal, async (signal) => {
    const world = await loadWorld(ctx, request.configPath);
    const profile = await chosen(ctx, world, request.profile, request.awsProfile);
    const base = profile.base as Base;
    const time = startAwsTime(ctx.clock);
    const reader: PolicyReader = {
      credentials: world.profiles.credentials(base),
      regions: callRegions(ctx, world, request, profile),
      source: base.label,
      time,
      signal,
    };
    const [caller, trusted] = await Promise.all([
      whoCalls(ctx, reader),
      trustedPrincipals(ctx, world, profile, request.policyRef, reader),
    ]);
    const principal = parsePrincipal(caller.identity);
    const counts = nameCounts(principal, trusted.patterns);
    return {
      principal,
      username: policyUsername(principal),
      nameCounts: counts,
      unstampable: whyUnstampable(principal),
      source: base.label,
      region: caller.region,
      endpoint: caller.endpoint ?? null,
      skew: time.skew,
      notices: [
        skewNotice(time.skew),
        endpointNotice(ctx, world.config.endpoints),
        trusted.notice,
      ].filter((notice) => notice !== null),
    };
  });
}

async function chosen(
  ctx: Context,
  world: World,
  name: string | undefined,
  awsProfile: string | undefined,
): Promise<Profile> {
  const { profiles } = world;
  const wanted = name ?? awsProfile ?? ctx.env['AWS_PROFILE'];
  const profile = wanted
    ? await profiles.find(wanted, awsProfile)
    : (profiles.profiles.find((one) => one.name === 'default' && one.base) ??
      profiles.profiles.find((one) => one.base) ??
      profiles.profiles[0]);
  if (!profile) {
    throw new SentinelError('not_signed_in', `There is no profile in ${ctx.paths.awsConfig}.`, [
      'Try it without an account: sentinel --sandbox',
    ]);
  }
  if (profile.problem) {
    const { kind, message, next } = profile.problem;
    throw new SentinelError(kind, message, next);
  }
  return profile;
}

/** The policy says whose session names count; where it cannot be had, the answer says so. */
async function trustedPrincipals(
  ctx: Context,
  world: World,
  profile: Profile,
  policyRef: string | undefined,
  reader: PolicyReader,
): Promise<{ patterns: readonly string[]; notice: string | null }> {
  try {
    const about = policyRef === undefined ? {} : { policyRef };
    const ref = accessRef(ctx, world, { profile: profile.name, ...about });
    const { policy } = await loadAccessPolicy(ctx, ref, reader);
    return { patterns: policy.trustedPrincipals, notice: null };
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    return { patterns: [], notice: `Without the policy's trusted_principals: ${error.message}` };
  }
}
