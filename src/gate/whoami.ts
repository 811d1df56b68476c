/** Who AWS says the caller is, and what Sentinel makes of it. Issues nothing. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { parsePrincipal, policyUsername, whyUnstampable } from '../identity/principal.ts';
import type { Principal } from '../identity/types.ts';
import { nameCounts } from '../policy/names.ts';
import type { Profile } from '../profiles/types.ts';
import { skewNotice } from './aws-time.ts';
import { whoCalls } from './caller.ts';
import { withDeadline } from './deadline.ts';
import { loadAccessPolicy, type PolicyReader } from './policy-source.ts';
import { accessRef, loadWorld, type World } from './settings.ts';
import { startWith } from './start.ts';
import type { GateRequest } from './types.ts';
import { withWayOut } from './way-out.ts';

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
export async function whoami(ctx: Context, request: WhoamiRequest): Promise<Whoami> {
  const asked = (signal: AbortSignal) => ask(ctx, request, signal);
  return withWayOut(ctx, request.configPath, () => withDeadline(request.signal, asked));
}

type WhoamiRequest = Omit<GateRequest, 'profile' | 'mode'> & { readonly profile?: string };

async function ask(ctx: Context, request: WhoamiRequest, signal: AbortSignal): Promise<Whoami> {
  const world = await loadWorld(ctx, request.configPath);
  const profile = await chosenProfile(ctx, world, request.profile, request.awsProfile);
  // AWS is asked for real; only an MFA session is worth opening the key store for.
  const noCache = request.noCache === true || profile.mfaSerial === null;
  const started = await startWith(ctx, world, profile, { ...request, noCache }, signal);
  const { base, reader, reach } = started;
  const { time } = reader;
  const [caller, trusted] = await Promise.all([
    whoCalls(reach.ctx, reader, reach.notices),
    trustedPrincipals(reach.ctx, world, profile, request.policyRef, reader),
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
    notices: [skewNotice(time.skew), ...reach.notices, trusted.notice].filter(
      (notice) => notice !== null,
    ),
  };
}

/** The profile that is asked with where none need be named: AWS_PROFILE's, [default], the first with a base. */
export async function chosenProfile(
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
