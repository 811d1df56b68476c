/**
 * Two access policies held against each other: who has access to what, when and how, under the one and
 * not under the other. Pure. What matters is not which line of a text changed but whose verdict did.
 *
 * Profiles that no rule of either policy tells apart are one class, and so are people; each pair of
 * classes is worked out once, and equal sets of rules once for all of them. `differences.ts` follows the
 * windows, `people.ts` says whom to ask, `report.ts` puts classes together, `words.ts` makes sentences.
 * What comes out is what `evaluate` says (held against it by property in test/policy/compare).
 */

import type { Principal } from '../../identity/types.ts';
import { type PreparedPolicy, prepare, rulesInTurn } from '../evaluate.ts';
import { nfc } from '../glob.ts';
import { meet, type RuleSet } from '../glob-index.ts';
import type { AccessPolicy, AccessRequest, Mode } from '../types.ts';
import { type Difference, differ, type Side, type Turn } from './differences.ts';
import type { Door, Person } from './people.ts';

/** A profile to ask about. */
export interface AskedProfile {
  readonly name: string;
  readonly roleArn: string | null;
  /** The target's account; null: unknown, or whoever calls. */
  readonly account: string | null;
  /** False: it leads to no role, so nothing there can carry a stamp. */
  readonly stampable: boolean;
  readonly door: Door;
}

export interface Question {
  readonly profiles: readonly AskedProfile[];
  readonly people: readonly Person[];
  readonly modes: readonly Mode[];
  /** AWS's time, milliseconds; `until` is exclusive. */
  readonly from: number;
  readonly until: number;
}

/** All of these people see the same difference in all of these profiles, in this mode. */
export interface ClassChange {
  readonly people: readonly Person[];
  readonly profiles: readonly AskedProfile[];
  readonly mode: Mode;
  readonly differences: readonly Difference[];
}

/** Where there is no policy nobody gets anything, and there is no emergency either. */
export const NO_POLICY: AccessPolicy = {
  version: '1',
  groups: {},
  trustedPrincipals: [],
  targets: {},
  rules: [{ name: 'no policy', effect: 'deny', conditions: {}, breakglass: 'never' }],
};

/** Whether this person gets anything at all: credentials, or the right to ask for them. */
export function hasAccess(policy: PreparedPolicy, question: Question, person: Person): boolean {
  const asked = { ...question, people: [person] };
  return comparePolicies(prepare(NO_POLICY), policy, asked).some(({ differences }) =>
    differences.some(({ after }) => after.effect !== 'deny'),
  );
}

interface Sets {
  readonly before: RuleSet;
  readonly after: RuleSet;
}

interface PersonClass extends Sets {
  readonly people: Person[];
  readonly principal: Principal;
}

interface ProfileClass extends Sets {
  readonly profiles: AskedProfile[];
  readonly pinned: { readonly before: boolean; readonly after: boolean };
}

/** Everything that the two policies answer otherwise, by classes. Empty where they are the same. */
export function comparePolicies(
  before: PreparedPolicy,
  after: PreparedPolicy,
  question: Question,
): ClassChange[] {
  const { modes, from, until } = question;
  const answer = answers(before, after, differ(from, until));
  const how = modes.map((mode) => ({
    mode,
    before: before.sides.how(mode),
    after: after.sides.how(mode),
  }));
  const changes: ClassChange[] = [];
  for (const { profiles, door } of byDoor(question.profiles)) {
    const people = personClasses(before, after, question.people, door);
    const places = profileClasses(before, after, profiles);
    for (const who of people) {
      for (const place of places) {
        for (const { mode, ...sets } of how) {
          const differences = answer(place, who, mode, sets);
          if (differences.length === 0) continue;
          changes.push({ people: who.people, profiles: place.profiles, mode, differences });
        }
      }
    }
  }
  return changes;
}

/** Profiles of one door, those whose account is the caller's apart: they tell other people apart. */
function byDoor(profiles: readonly AskedProfile[]) {
  const groups = Map.groupBy(profiles, ({ door, roleArn }) =>
    JSON.stringify([door, roleArn === null]),
  );
  return [...groups.values()].map((some) => ({
    profiles: some,
    door: {
      door: (some[0] as AskedProfile).door,
      callersAccount: (some[0] as AskedProfile).roleArn === null,
    },
  }));
}

function personClasses(
  before: PreparedPolicy,
  after: PreparedPolicy,
  people: readonly Person[],
  { door, callersAccount }: { readonly door: Door; readonly callersAccount: boolean },
): PersonClass[] {
  const classes = new Map<string, PersonClass>();
  for (const person of people) {
    const principal = person.at(door);
    const setOf = ({ sides }: PreparedPolicy): RuleSet => {
      const set = sides.who(principal);
      if (callersAccount) meet(set, sides.account(principal.account));
      return set;
    };
    const sets = { before: setOf(before), after: setOf(after) };
    const key = `${sets.before}|${sets.after}`;
    const known = classes.get(key);
    if (known) known.people.push(person);
    else classes.set(key, { ...sets, people: [person], principal });
  }
  return [...classes.values()];
}

function profileClasses(
  before: PreparedPolicy,
  after: PreparedPolicy,
  profiles: readonly AskedProfile[],
): ProfileClass[] {
  const classes = new Map<string, ProfileClass>();
  for (const profile of profiles) {
    const { name, roleArn, account, stampable } = profile;
    const setOf = ({ sides }: PreparedPolicy): RuleSet => {
      const set = sides.target(name, roleArn);
      if (roleArn !== null) meet(set, sides.account(account));
      return set;
    };
    const pinned = { before: isPinned(before, profile), after: isPinned(after, profile) };
    const sets = { before: setOf(before), after: setOf(after) };
    const key = `${sets.before}|${sets.after}|${pinned.before} ${pinned.after} ${stampable}`;
    const known = classes.get(key);
    if (known) known.profiles.push(profile);
    else classes.set(key, { ...sets, pinned, profiles: [profile] });
  }
  return [...classes.values()];
}

function isPinned({ targets }: PreparedPolicy, { name, roleArn }: AskedProfile): boolean {
  const pin = targets.get(nfc(name));
  return pin !== undefined && pin !== roleArn;
}

/** The answer to two classes; what the same rules said before is said again. */
function answers(
  before: PreparedPolicy,
  after: PreparedPolicy,
  between: ReturnType<typeof differ>,
) {
  const known = new Map<string, readonly Difference[]>();
  const turns = { before: turnsOf(before), after: turnsOf(after) };
  const scratch = { before: new Int32Array(0), after: new Int32Array(0) };
  return (place: ProfileClass, who: PersonClass, mode: Mode, how: Sets): readonly Difference[] => {
    for (const side of ['before', 'after'] as const) {
      if (scratch[side].length !== place[side].length) scratch[side] = place[side].slice();
      else scratch[side].set(place[side]);
      meet(scratch[side], who[side]);
      meet(scratch[side], how[side]);
    }
    const profile = place.profiles[0] as AskedProfile;
    const key = `${mode} ${profile.stampable} ${place.pinned.before} ${place.pinned.after} ${scratch.before}|${scratch.after}`;
    const found = known.get(key);
    if (found) return found;
    const request: AccessRequest = {
      principal: who.principal,
      profile: profile.name,
      roleArn: profile.roleArn,
      account: profile.roleArn === null ? who.principal.account : profile.account,
      mode,
    };
    const sideOf = (side: 'before' | 'after', prepared: PreparedPolicy): Side => ({
      prepared,
      turn: place.pinned[side] ? 'pinned' : turns[side](scratch[side]),
    });
    const asked = { request, stampable: profile.stampable };
    const differences = between(asked, sideOf('before', before), sideOf('after', after));
    known.set(key, differences);
    return differences;
  };
}

function turnsOf(prepared: PreparedPolicy): (set: RuleSet) => Turn {
  const known = new Map<string, Turn>();
  return (set) => {
    const key = String(set);
    const turn = known.get(key) ?? rulesInTurn(prepared, set);
    known.set(key, turn);
    return turn;
  };
}
