/** Which profiles of a preview are asked about together. */
import type { Context } from '../context.ts';
import type { Profile } from '../profiles/types.ts';
import { notSignedIn } from '../sso/not-signed-in.ts';
import { signInState } from '../sso/state.ts';
import type { SsoStart } from '../sso/types.ts';
import { type Reach, reach } from './endpoints.ts';
import type { AccessRef } from './policy-ref.ts';
import { problemRow } from './preview-rows.ts';
import type { PreviewFacts, PreviewRequest, PreviewRow } from './preview-types.ts';
import { accessRef, callRegions, type World } from './settings.ts';

/** Profiles that one answer about the caller serves. */
export interface Group {
  readonly reach: Reach;
  readonly regions: readonly string[];
  /** Each with the same base; the roles of one sign-in are asked about in this order until one answers. */
  readonly bases: readonly (readonly Profile[])[];
}

/** Groups, the largest first, and the rows that need no asking. */
export function groupsOf(
  ctx: Context,
  world: World,
  request: PreviewRequest,
  profiles: readonly Profile[],
): { groups: Group[]; rows: PreviewRow[] } {
  const rows: PreviewRow[] = [];
  const found = new Map<string, Omit<Group, 'bases'> & { bases: Map<string, Profile[]> }>();
  for (const profile of profiles) {
    const { base } = profile;
    if (!base) continue;
    try {
      const regions = callRegions(ctx, world, request, profile);
      if (base.kind === 'sso') refuseSignedOut(ctx, base.start, base.profile);
      const reached = reach(ctx, world.config, profile);
      const from = base.kind === 'sso' ? base.start : base.key;
      const key = JSON.stringify([reached.place, regions, from]);
      const group = found.get(key) ?? { reach: reached, regions, bases: new Map() };
      group.bases.set(base.key, [...(group.bases.get(base.key) ?? []), profile]);
      found.set(key, group);
    } catch (error) {
      rows.push(problemRow(profile, error));
    }
  }
  const groups = [...found.values()].map(({ bases, ...group }) => ({
    ...group,
    bases: [...bases.values()].map(mfaFirst).sort((a, b) => b.length - a.length),
  }));
  return { groups: groups.sort((a, b) => sizeOf(b) - sizeOf(a)), rows };
}

/** Every profile of a group. */
export function membersOf(group: Group): Profile[] {
  return group.bases.flat();
}

/** Whom one asks with: where an MFA session is kept, AWS may let it read what the bare keys may not. */
function mfaFirst(members: readonly Profile[]): Profile[] {
  const asks = (one: Profile) => one.roleArn !== null && one.mfaSerial !== null;
  return [...members].sort((a, b) => Number(asks(b)) - Number(asks(a)));
}

function sizeOf(group: Group): number {
  return group.bases.reduce((sum, members) => sum + members.length, 0);
}

/** @throws SentinelError where the files alone say that one is not signed in. */
function refuseSignedOut(ctx: Context, start: SsoStart, profile: string | null): void {
  const state = signInState(ctx, start);
  if (!state.signedIn) throw notSignedIn(ctx, start, state.why, profile);
}

/** Each sign-in that profiles use, as the files have it now. */
export function signInsOf(ctx: Context, profiles: readonly Profile[]): PreviewFacts['signIn'] {
  const starts = new Map<string, SsoStart>();
  for (const { base } of profiles) {
    if (base?.kind === 'sso') starts.set(JSON.stringify(base.start), base.start);
  }
  return [...starts.values()].map((start) => {
    const state = signInState(ctx, start);
    return {
      session: start.session ?? start.startUrl,
      until: state.signedIn ? state.until : null,
    };
  });
}

/** Members by the policy that judges them, and those whose name fits no reference, with why. */
export function groupByRef(
  ctx: Context,
  world: World,
  request: PreviewRequest,
  members: readonly Profile[],
): { policies: { ref: AccessRef; members: Profile[] }[]; failed: [Profile, unknown][] } {
  const found = new Map<string, { ref: AccessRef; members: Profile[] }>();
  const failed: [Profile, unknown][] = [];
  for (const profile of members) {
    try {
      const about = request.policyRef === undefined ? {} : { policyRef: request.policyRef };
      const ref = accessRef(ctx, world, { profile: profile.name, ...about });
      const entry = found.get(ref.text) ?? { ref, members: [] };
      entry.members.push(profile);
      found.set(ref.text, entry);
    } catch (error) {
      failed.push([profile, error]);
    }
  }
  return { policies: [...found.values()], failed };
}
