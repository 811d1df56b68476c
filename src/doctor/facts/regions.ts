/** Which regions are called, and how they answer. */
import { AwsError } from '../../aws/api.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { eachOf } from '../../gate/each-of.ts';
import { reach } from '../../gate/endpoints.ts';
import { callRegions } from '../../gate/settings.ts';
import type { Profile } from '../../profiles/types.ts';
import type { Facts } from '../facts.ts';
import { known } from '../once.ts';

export interface RegionsFact {
  /** In the order in which they are asked, by profile. */
  readonly byProfile: ReadonlyMap<string, readonly string[]>;
  /** What would be asked for no profile in particular, where there is no sound one. */
  readonly general: readonly string[];
  /** Profiles for which no region can be named, with why. */
  readonly without: readonly { readonly profile: string; readonly error: SentinelError }[];
}

/** Nothing of this is known where config or AWS files cannot be read. */
export async function regionsFact(ctx: Context, facts: Facts): Promise<RegionsFact> {
  const [config, aws] = await Promise.all([facts.config(), facts.aws()]);
  const byProfile = new Map<string, readonly string[]>();
  const without: RegionsFact['without'][number][] = [];
  if (!config.value || !aws.value) return { byProfile, general: [], without };
  const world = { config: config.value.config, profiles: aws.value.set };
  const { regions } = facts.request;
  const where = regions ? { regions } : {};
  for (const profile of aws.value.profiles) {
    if (profile.problem) continue;
    try {
      byProfile.set(profile.name, callRegions(ctx, world, where, profile));
    } catch (error) {
      if (!(error instanceof SentinelError)) throw error;
      without.push({ profile: profile.name, error });
    }
  }
  const none = byProfile.size === 0 && without.length === 0;
  const { value } = await known(() => (none ? callRegions(ctx, world, where, null) : []));
  return { byProfile, general: value ?? [], without };
}

/** How one service of one region answers. */
export interface Reached {
  readonly service: 'sts' | 'ssm';
  /** AWS's code, or that of the network's error; null: it answers as AWS does. */
  readonly code: string | null;
  /** There was an answer, but not one that AWS gives. */
  readonly strange: boolean;
  readonly milliseconds: number;
  /** AWS's time minus the machine's, milliseconds; null where no answer told. */
  readonly skew: number | null;
  /** Why nothing could be sent at all (certificates, proxy). */
  readonly error: SentinelError | null;
}

export interface RegionFact {
  readonly region: string;
  readonly services: readonly Reached[];
}

/** More regions than this are no fail-over list; the rest is not asked. */
const MOST = 12;

/**
 * Asks STS and SSM of each region with keys that nobody has: the refusal is all that is wanted, and tells
 * AWS's time. So it is known whether a region answers before any keys are, and no key is shown to it.
 */
export async function regionFacts(ctx: Context, facts: Facts): Promise<readonly RegionFact[]> {
  const [config, aws, { byProfile, general }] = await Promise.all([
    facts.config(),
    facts.aws(),
    facts.regions(),
  ]);
  if (!config.value || !aws.value) return [];
  const profiles = new Map(aws.value.profiles.map((profile) => [profile.name, profile]));
  const wanted = new Map<string, Pick<Profile, 'endpoints'>>();
  for (const region of general) wanted.set(region, NO_PROFILE);
  for (const [name, regions] of byProfile) {
    const profile = profiles.get(name);
    for (const region of regions) if (profile && !wanted.has(region)) wanted.set(region, profile);
  }
  const found: RegionFact[] = [];
  const about = config.value.config;
  const asked = [...wanted].slice(0, MOST);
  await eachOf(asked, MOST, async ([region, profile]) => {
    const { value, error } = await known(() => reach(ctx, about, profile));
    const services = (['sts', 'ssm'] as const).map((service) =>
      value ? probe(value.ctx, region, service, facts.signal) : unsent(service, error),
    );
    found.push({ region, services: await Promise.all(services) });
  });
  const order = asked.map(([region]) => region);
  return found.sort((a, b) => order.indexOf(a.region) - order.indexOf(b.region));
}

/** Nobody's section says anything of endpoints. */
const NO_PROFILE: Pick<Profile, 'endpoints'> = {
  endpoints: {
    profile: '',
    endpointUrl: null,
    section: null,
    services: {},
    ignored: false,
    signsIn: false,
  },
};

/** The key of AWS's own examples: it belongs to nobody. */
const NOBODY = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** How AWS says that it does not know a key, or its signature. */
const AS_AWS =
  /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|AccessDenied|ParameterNotFound|RequestExpired|ExpiredToken)/;

async function probe(
  ctx: Context,
  region: string,
  service: Reached['service'],
  signal: AbortSignal,
): Promise<Reached> {
  const at = { region, credentials: NOBODY };
  let began = performance.now();
  const done = (code: string | null, date: number | undefined, strange = false): Reached => ({
    service,
    code,
    strange,
    milliseconds: Math.round(performance.now() - began),
    skew: date === undefined ? null : date - ctx.clock.now(),
    error: null,
  });
  try {
    const ask =
      service === 'sts'
        ? await ctx.aws.sts(at).then((sts) => () => sts.getCallerIdentity(signal))
        : await ctx.aws.ssm(at).then((ssm) => () => ssm.getParameter('/sentinel/doctor', signal));
    began = performance.now();
    return done(null, (await ask()).date);
  } catch (error) {
    if (error instanceof AwsError) {
      if (AS_AWS.test(error.code)) return done(null, error.date);
      return done(error.code, error.date, !error.unreachable);
    }
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    return unsent(service, error);
  }
}

function unsent(service: Reached['service'], error: SentinelError): Reached {
  return { service, code: error.kind, strange: false, milliseconds: 0, skew: null, error };
}
