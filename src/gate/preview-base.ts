/** The rows of all profiles that share base credentials and regions. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { parsePrincipal, whyUnstampable } from '../identity/principal.ts';
import type { Principal } from '../identity/types.ts';
import { evaluate, prepare } from '../policy/evaluate.ts';
import type { Profile } from '../profiles/types.ts';
import { startAwsTime } from './aws-time.ts';
import { loadBreakglass } from './breakglass-state.ts';
import { withDeadline } from './deadline.ts';
import { whoCalls } from './look.ts';
import type { PolicyRef } from './policy-ref.ts';
import { loadAccessPolicy, type PolicyReader } from './policy-source.ts';
import type { PreviewRequest, PreviewRow, PreviewUpdate } from './preview-types.ts';
import { accessRef, callRegions, noSharedLedger, type World } from './settings.ts';

/** So many policies are loaded at once where each profile has its own. */
const PARALLEL = 8;

/** Asks who calls once and loads each policy once; what fails is told in the rows it concerns. */
export async function previewBase(
  ctx: Context,
  world: World,
  request: PreviewRequest,
  group: readonly Profile[],
  tell: (update: PreviewUpdate) => void,
): Promise<void> {
  const [first] = group;
  const base = first?.base;
  if (!first || !base) return;
  const { regions, error } = regionsOf(ctx, world, request, first);
  if (error) return tell({ type: 'rows', rows: group.map((one) => problemRow(one, error)) });
  const waiting = new Set(group);
  await withDeadline(request.signal, async (signal) => {
    const reader: PolicyReader = {
      credentials: world.profiles.credentials(base),
      regions,
      source: base.label,
      time: startAwsTime(ctx.clock),
      signal,
    };
    const caller = whoCalls(ctx, reader).then(({ identity, ...where }) => ({
      principal: parsePrincipal(identity),
      ...where,
    }));
    // A policy that fails first must not leave this rejection unhandled.
    caller.catch(() => {});
    const policies = groupByRef(ctx, world, request, group, tell);
    await eachOf(policies, PARALLEL, async ({ ref, members }) => {
      try {
        tell(await judge(ctx, world, request, reader, caller, ref, members, tell));
      } catch (error) {
        tell({ type: 'rows', rows: members.map((one) => problemRow(one, error)) });
      }
      for (const one of members) waiting.delete(one);
    });
  }).catch((error: unknown) => {
    tell({ type: 'rows', rows: [...waiting].map((one) => problemRow(one, error)) });
  });
}

type Caller = Promise<{ principal: Principal; region: string; endpoint?: string }>;

async function judge(
  ctx: Context,
  world: World,
  request: PreviewRequest,
  reader: PolicyReader,
  calling: Caller,
  ref: PolicyRef,
  members: readonly Profile[],
  tell: (update: PreviewUpdate) => void,
): Promise<PreviewUpdate> {
  const [caller, access] = await Promise.all([calling, loadAccessPolicy(ctx, ref, reader)]);
  const { principal } = caller;
  const { ledger } = access.policy;
  if (ledger !== undefined && ledger !== 'local') throw noSharedLedger(access.ref);
  tell({
    type: 'facts',
    facts: {
      principal,
      source: reader.source,
      policy: {
        ref: access.ref,
        version: access.version,
        sha256: access.sha256,
        loadedAt: access.loadedAt,
        trustedPrincipals: access.policy.trustedPrincipals,
      },
      region: caller.region,
      endpoint: caller.endpoint ?? null,
      skew: reader.time.skew,
    },
  });
  const prepared = prepare(access.policy);
  const at = reader.time.now();
  tell({
    type: 'judged',
    judged: {
      profiles: members.map(({ name }) => name),
      principal,
      prepared,
      now: () => reader.time.now(),
      breakglass: (profile) =>
        withDeadline(request.signal, (signal) =>
          loadBreakglass(ctx, world, profile, { ...reader, signal }),
        ),
    },
  });
  const rows = members.map((profile): PreviewRow => {
    const account = profile.roleArn ? profile.account : principal.account;
    const asked = {
      principal,
      profile: profile.name,
      roleArn: profile.roleArn,
      account,
      mode: request.mode,
    };
    return {
      ...emptyRow(profile),
      account,
      verdict: evaluate(prepared, asked, at),
      unstampable: profile.roleArn ? whyUnstampable(principal) : 'it leads to no role',
    };
  });
  return { type: 'rows', rows };
}

/** A row as far as the files know it. */
export function emptyRow(profile: Profile): PreviewRow {
  return {
    profile: profile.name,
    roleArn: profile.roleArn,
    account: profile.account,
    region: profile.region,
    verdict: null,
    unstampable: null,
    problem: profile.problem,
  };
}

function problemRow(profile: Profile, error: unknown): PreviewRow {
  if (!(error instanceof SentinelError)) throw error;
  const { kind, message, next } = error;
  return { ...emptyRow(profile), problem: { code: 'error', kind, message, next } };
}

/** The regions of a profile, with a key to group by; an error instead where none is named. */
export function regionsOf(ctx: Context, world: World, request: PreviewRequest, profile: Profile) {
  try {
    const regions = callRegions(ctx, world, request, profile);
    return { regions, key: regions.join(','), error: null };
  } catch (error) {
    return { regions: [], key: '', error };
  }
}

/** Members by the policy that judges them; a profile whose name fits no reference is told at once. */
function groupByRef(
  ctx: Context,
  world: World,
  request: PreviewRequest,
  group: readonly Profile[],
  tell: (update: PreviewUpdate) => void,
): { ref: PolicyRef; members: Profile[] }[] {
  const found = new Map<string, { ref: PolicyRef; members: Profile[] }>();
  const bad: PreviewRow[] = [];
  for (const profile of group) {
    try {
      const about = request.policyRef === undefined ? {} : { policyRef: request.policyRef };
      const ref = accessRef(ctx, world, { profile: profile.name, ...about });
      const entry = found.get(ref.text) ?? { ref, members: [] };
      entry.members.push(profile);
      found.set(ref.text, entry);
    } catch (error) {
      bad.push(problemRow(profile, error));
    }
  }
  if (bad.length > 0) tell({ type: 'rows', rows: bad });
  return [...found.values()];
}

/** Runs `work` on each item, so many at a time. */
async function eachOf<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>) {
  const queue = items.values();
  const lanes = Array.from({ length: Math.min(width, items.length) }, async () => {
    for (const item of queue) await work(item);
  });
  await Promise.all(lanes);
}
