/** Everything that is known before anything is issued, with what the issue needs on top. */
import type { AwsCredentials, CallerIdentity } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { parsePrincipal, whyUnstampable } from '../identity/principal.ts';
import { evaluate, prepare } from '../policy/evaluate.ts';
import type { PreparedPolicy } from '../policy/prepare.ts';
import type { AccessRequest } from '../policy/types.ts';
import type { Base, Profile } from '../profiles/types.ts';
import { explainAws } from './aws-errors.ts';
import { type AwsTime, startAwsTime } from './aws-time.ts';
import { endpointNotice } from './endpoint-notice.ts';
import { loadAccessPolicy, type PolicyReader } from './policy-source.ts';
import { firstAnswering } from './regions.ts';
import { accessRef, callRegions, loadWorld, noSharedLedger, type World } from './settings.ts';
import type { Assessment, GateRequest } from './types.ts';

/** An assessment with the secrets and tools that only the gate itself may hold. */
export interface Look {
  readonly assessment: Assessment;
  readonly world: World;
  readonly profile: Profile;
  readonly base: Base;
  readonly credentials: AwsCredentials;
  readonly time: AwsTime;
  readonly reader: PolicyReader;
  readonly prepared: PreparedPolicy;
  readonly asked: AccessRequest;
  /** AWS's time of the verdict, milliseconds. */
  readonly at: number;
}

/** Steps 1 to 4 of one issue: files, base credentials, identity and policy at once, verdict. */
export async function look(ctx: Context, request: GateRequest, signal: AbortSignal): Promise<Look> {
  const world = await loadWorld(ctx, request.configPath);
  const profile = await world.profiles.find(request.profile, request.awsProfile);
  if (profile.problem) throw asError(profile);
  const base = profile.base as Base;
  const ref = accessRef(ctx, world, request);
  const regions = callRegions(ctx, world, request, profile);
  const time = startAwsTime(ctx.clock);
  const credentials = world.profiles.credentials(base);
  const reader: PolicyReader = { credentials, regions, source: base.label, time, signal };
  const asking = loadAccessPolicy(ctx, ref, reader);
  asking.catch(() => {});
  // Both are under way; of two failures the one about the caller tells more.
  const caller = await whoCalls(ctx, reader);
  const access = await asking;
  const { ledger } = access.policy;
  if (ledger !== undefined && ledger !== 'local') throw noSharedLedger(access.ref);
  const principal = parsePrincipal(caller.identity);
  const prepared = prepare(access.policy);
  const asked: AccessRequest = {
    principal,
    profile: profile.name,
    roleArn: profile.roleArn,
    // Without a role the credentials stay in the account of their owner.
    account: profile.roleArn ? profile.account : principal.account,
    mode: request.mode,
  };
  const at = time.now();
  const unstampable = profile.roleArn ? whyUnstampable(principal) : 'it leads to no role';
  const assessment: Assessment = {
    request,
    principal,
    source: base.label,
    roleArn: asked.roleArn,
    account: asked.account,
    region: caller.region,
    access,
    verdict: evaluate(prepared, asked, at),
    skew: time.skew,
    ...(caller.endpoint !== undefined && { endpoint: caller.endpoint }),
    ...(unstampable !== null && { unstampable }),
  };
  return { assessment, world, profile, base, credentials, time, reader, prepared, asked, at };
}

/** GetCallerIdentity in the first region that answers. */
export async function whoCalls(
  ctx: Context,
  reader: PolicyReader,
): Promise<{ identity: CallerIdentity; region: string; endpoint?: string }> {
  try {
    return await firstAnswering(reader.regions, async (region) => {
      const sts = await ctx.aws.sts({ region, credentials: reader.credentials });
      const { value, date, endpoint } = await sts.getCallerIdentity(reader.signal);
      reader.time.note(date);
      return { identity: value, region, ...(endpoint !== undefined && { endpoint }) };
    });
  } catch (error) {
    const told = explainAws(error, {
      what: 'Who you are',
      step: 'identity',
      source: reader.source,
    });
    const notice = endpointNotice(ctx, {});
    // Most likely why: keys of another AWS (a sandbox, LocalStack) were asked about at the real one.
    if (!notice || !(told instanceof SentinelError)) throw told;
    throw new SentinelError(told.kind, told.message, [...told.next, notice], error);
  }
}

function asError(profile: Profile): SentinelError {
  const { kind, message, next } = profile.problem as NonNullable<Profile['problem']>;
  return new SentinelError(kind, message, next);
}
