/** One group of a preview: who calls, asked once; each policy, loaded once; the rows as they come. */
import { SentinelError } from '../errors.ts';
import { parsePrincipal } from '../identity/principal.ts';
import type { Principal } from '../identity/types.ts';
import { prepare } from '../policy/evaluate.ts';
import type { Profile } from '../profiles/types.ts';
import { keysRefused } from './aws-errors.ts';
import { loadBreakglass } from './breakglass-state.ts';
import { type Caller, callerQuestion } from './caller.ts';
import { withDeadline } from './deadline.ts';
import { eachOf } from './each-of.ts';
import type { AccessRef } from './policy-ref.ts';
import { loadAccessPolicy } from './policy-source.ts';
import { type Group, groupByRef, membersOf, signInsOf } from './preview-groups.ts';
import { judgedRow, problemRow, whoIs } from './preview-rows.ts';
import type { PreviewRequest, PreviewUpdate } from './preview-types.ts';
import { noSharedLedger, type World } from './settings.ts';
import { type RequestCache, type Start, startBase } from './start.ts';

/** So many policies are loaded at once where each profile has its own. */
const PARALLEL = 8;
/** So many roles of one sign-in are tried: the first may have been taken away. */
const MOST_TRIES = 3;

/** What all groups of a preview share. */
export interface Preview {
  readonly world: World;
  readonly request: PreviewRequest;
  readonly cache: Promise<RequestCache>;
  readonly tell: (update: PreviewUpdate) => void;
}

/** Tells the rows of a group, each with its verdict or with what is in the way. */
export async function previewGroup(preview: Preview, group: Group): Promise<void> {
  const waiting = new Map<Profile, unknown>(membersOf(group).map((one) => [one, null]));
  for (const [first] of group.bases.slice(0, MOST_TRIES)) {
    if (!first) break;
    const size = waiting.size;
    const ask = (signal: AbortSignal) => askWith(preview, group, first, waiting, signal);
    const error: unknown = await withDeadline(preview.request.signal, ask).catch((why) => why);
    if (error) for (const one of waiting.keys()) waiting.set(one, error);
    const reasons = [...waiting.values()];
    // A sign-in that has ended, or an AWS that does not answer, is the same for its other roles.
    if (waiting.size < size || !reasons.every(isRefusal)) break;
  }
  const rows = [...waiting].map(([one, why]) => problemRow(one, why));
  if (rows.length > 0) preview.tell({ type: 'rows', rows });
}

function isRefusal(why: unknown): boolean {
  return why instanceof SentinelError && why.kind === 'failed';
}

/**
 * Asks with one base of the group, and takes out of `waiting` what is told; what could not be is left there
 * with why.
 */
async function askWith(
  preview: Preview,
  group: Group,
  first: Profile,
  waiting: Map<Profile, unknown>,
  signal: AbortSignal,
): Promise<void> {
  const { world, request, cache } = preview;
  const { reach } = group;
  const { policies, failed } = groupByRef(reach.ctx, world, request, [...waiting.keys()]);
  const names = group.regions;
  const started = await startBase(reach, world, first, { names, cache, signal });
  const timeless = policies.some(({ ref }) => ref.kind === 'file');
  const calling = callerOf(started, timeless);
  // A policy that fails first must not leave this rejection unhandled.
  calling.catch(() => {});
  for (const [profile, why] of failed) waiting.set(profile, why);
  await eachOf(policies, PARALLEL, async ({ ref, members }) => {
    try {
      await judge(preview, started, calling, first, ref, members);
      for (const one of members) waiting.delete(one);
    } catch (error) {
      for (const one of members) waiting.set(one, error);
    }
  });
}

type Calling = Promise<Omit<Caller, 'identity'> & { readonly principal: Principal }>;

async function callerOf(started: Start, timeless: boolean): Calling {
  const { cache } = await started.cache;
  const who = callerQuestion(started, cache, timeless);
  try {
    const caller = await who.ask();
    return { ...caller, principal: parsePrincipal(caller.identity) };
  } catch (error) {
    if (keysRefused(error)) await who.forget();
    throw error;
  }
}

async function judge(
  preview: Preview,
  started: Start,
  calling: Calling,
  first: Profile,
  ref: AccessRef,
  members: readonly Profile[],
): Promise<void> {
  const { world, request, tell } = preview;
  const { reader, reach } = started;
  const [caller, access] = await Promise.all([
    calling,
    loadAccessPolicy(reach.ctx, ref, reader, started.cache),
  ]);
  const { ledger } = access.policy;
  if (ledger !== undefined && ledger !== 'local') throw noSharedLedger(access.ref);
  const { ref: name, version, sha256, loadedAt } = access;
  const { trustedPrincipals } = access.policy;
  tell({
    type: 'facts',
    facts: {
      principal: caller.principal,
      source: reader.source,
      policy: { ref: name, version, sha256, loadedAt, trustedPrincipals },
      region: caller.region ?? access.region ?? (reader.regions.names[0] as string),
      endpoint: caller.endpoint ?? access.endpoint ?? null,
      skew: reader.time.skew,
      signIn: signInsOf(reach.ctx, world.profiles.profiles),
    },
  });
  const prepared = prepare(access.policy, access.zone);
  const mfa = started.mfa.needed?.serial;
  const by = { prepared, mode: request.mode, at: reader.time.now(), mfa };
  const now = () => reader.time.now();
  const breakglass = (profile: string) =>
    withDeadline(request.signal, (signal) =>
      loadBreakglass(reach.ctx, world, profile, { ...reader, signal }),
    );
  const whose = members.map((profile) => ({
    profile,
    who: whoIs(profile, first, caller.principal),
  }));
  for (const [arn, some] of Map.groupBy(whose, ({ who }) => who.principal.arn)) {
    const principal = some[0]?.who.principal;
    if (!principal) throw new Error(`nobody has the ARN ${arn}`);
    const profiles = some.map(({ profile }) => profile.name);
    tell({ type: 'judged', judged: { profiles, principal, prepared, now, breakglass } });
  }
  tell({ type: 'rows', rows: whose.map(({ profile, who }) => judgedRow(profile, who, by)) });
}
