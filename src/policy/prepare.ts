import type { Principal } from '../identity/types.ts';
import { nfc } from './glob.ts';
import { add, buildGlobIndex, type GlobIndex, meet, type RuleSet } from './glob-index.ts';
import { expandGroups } from './groups.ts';
import { nameCounts } from './names.ts';
import type { ChainAnswer, Timeline } from './timeline.ts';
import {
  type AccessPolicy,
  type AccessRequest,
  type Conditions,
  MODES,
  type Mode,
  type Rule,
} from './types.ts';
import { type PreparedWindow, prepareWindow } from './window.ts';
import { openZone, type Zone } from './zone.ts';

/** A rule with what is the same in every verdict it gives. */
export interface PreparedRule extends Rule {
  readonly index: number;
  /** Its conditions that ask anything, in the order of the format: what `matched` says of it. */
  readonly asks: readonly (keyof Conditions)[];
  readonly window: PreparedWindow | null;
}

/** A policy ready for many questions. Immutable to its users; it remembers what it has worked out. */
export interface PreparedPolicy {
  readonly policy: AccessPolicy;
  readonly rules: readonly PreparedRule[];
  /** Those that ask for no time. */
  readonly untimed: RuleSet;
  /** Profiles pinned to a role, names in NFC. */
  readonly targets: ReadonlyMap<string, string>;
  /** The policy's own zone, else UTC. */
  readonly timezone: string;
  /** The zones of its windows, each opened once. */
  zone(name: string): Zone;
  /** The rules whose conditions hold but for time, in a set that the next call overwrites. */
  candidates(request: AccessRequest): RuleSet;
  /** The same by the sides of a request, for questions about very many: what is in all of them is a candidate. */
  readonly sides: Sides;
  /** Room for what holds for one instant only; emptied when another instant is asked for. */
  memory(at: number): Memory;
}

/** The rules that take one side of a request, whatever the others are; each call gives a set of its own. */
export interface Sides {
  target(profile: string, roleArn: string | null): RuleSet;
  account(account: string | null): RuleSet;
  who(principal: Principal): RuleSet;
  how(mode: Mode): RuleSet;
}

/** The rules with windows that come before one without, and which of them decides. */
export interface Chain extends ChainAnswer {
  readonly timed: readonly PreparedRule[];
}

/** What was worked out about windows for one instant. */
export interface Memory {
  readonly chains: Map<string, Chain>;
  readonly timelines: Map<PreparedWindow, Timeline>;
}

const ASKS = ['profiles', 'users', 'principals', 'roles', 'accounts', 'mode', 'time'] as const;

/**
 * Prepares a policy once, to be evaluated many times.
 * @param open gives a zone by name; another than the default spares a short-lived process `Intl`.
 */
export function prepare(policy: AccessPolicy, open = openZone): PreparedPolicy {
  const timezone = policy.timezone ?? 'UTC';
  const zones = once(open);
  const windows = new Map<string, PreparedWindow>();
  const rules = policy.rules.map((rule, i): PreparedRule => {
    const { time } = rule.conditions;
    let window: PreparedWindow | null = null;
    if (time) {
      const key = JSON.stringify([time.days, time.hours, time.timezone ?? timezone]);
      window = windows.get(key) ?? prepareWindow(time, zones(time.timezone ?? timezone));
      windows.set(key, window); // equal windows are one, and are followed once an instant
    }
    return { ...rule, index: i, window, asks: ASKS.filter((name) => asks(rule.conditions, name)) };
  });
  let instant = Number.NaN;
  let memory: Memory = { chains: new Map(), timelines: new Map() };
  return {
    policy,
    rules,
    untimed: setOf(rules, (rule) => rule.window === null),
    targets: new Map(Object.entries(policy.targets)),
    timezone,
    zone: zones,
    ...finder(policy),
    memory(at) {
      if (at !== instant || memory.chains.size > 20_000) {
        memory = { chains: new Map(), timelines: new Map() };
      }
      instant = at;
      return memory;
    },
  };
}

function once(open: (name: string) => Zone): (name: string) => Zone {
  const known = new Map<string, Zone>();
  return (name) => {
    const zone = known.get(name) ?? open(name);
    known.set(name, zone);
    return zone;
  };
}

function asks(conditions: Conditions, name: keyof Conditions): boolean {
  const asked = conditions[name];
  return Array.isArray(asked) ? asked.length > 0 : asked !== undefined;
}

/** One index a condition; what does not change from row to row of a list is looked up once. */
function finder(policy: AccessPolicy): Pick<PreparedPolicy, 'candidates' | 'sides'> {
  const { rules, groups, trustedPrincipals } = policy;
  // An absent or empty list asks nothing. A list whose groups have no members asks, and takes nobody.
  const index = (
    name: 'profiles' | 'roles' | 'accounts' | 'users' | 'principals',
    expand = (entries: readonly string[]) => entries,
  ): GlobIndex =>
    buildGlobIndex(
      rules.map(({ conditions }) => {
        const entries = conditions[name];
        return entries?.length ? expand(entries) : undefined;
      }),
    );
  const profiles = index('profiles');
  const roles = index('roles');
  const accounts = index('accounts');
  const users = index('users', (entries) => expandGroups(entries, groups));
  const principals = index('principals');
  const modes = new Map(MODES.map((mode) => [mode, setOf(rules, (rule) => takesMode(rule, mode))]));
  const nobody = emptySet(rules.length);
  const scratch = emptySet(rules.length);
  const out = emptySet(rules.length);

  const target = (profile: string, roleArn: string | null, set: RuleSet): void => {
    profiles.match(nfc(profile), set);
    roles.match(roleArn, scratch);
    meet(set, scratch);
  };
  const whoIs = (principal: Principal) => {
    const set = emptySet(rules.length);
    users.match(
      nameCounts(principal, trustedPrincipals).counts ? nfc(principal.rawName) : null,
      set,
    );
    principals.match(nfc(principal.arn), scratch);
    meet(set, scratch);
    return set;
  };
  const inAccount = (account: string | null) => {
    const set = emptySet(rules.length);
    accounts.match(account, set);
    return set;
  };
  const who = remember(samePrincipal, whoIs);
  const where = remember(Object.is, inAccount);
  return {
    candidates(request) {
      target(request.profile, request.roleArn, out);
      meet(out, where(request.account));
      meet(out, who(request.principal));
      meet(out, modes.get(request.mode) ?? nobody);
      return out;
    },
    sides: {
      target(profile, roleArn) {
        const set = emptySet(rules.length);
        target(profile, roleArn, set);
        return set;
      },
      account: inAccount,
      who: whoIs,
      how: (mode) => (modes.get(mode) ?? nobody).slice(),
    },
  };
}

function takesMode({ conditions: { mode: modes } }: Rule, mode: Mode): boolean {
  return !modes?.length || modes.includes(mode);
}

function emptySet(rules: number): RuleSet {
  return new Int32Array(Math.max(1, Math.ceil(rules / 32)));
}

function setOf<R extends Rule>(rules: readonly R[], has: (rule: R) => boolean): RuleSet {
  const set = emptySet(rules.length);
  rules.forEach((rule, i) => {
    if (has(rule)) add(set, i);
  });
  return set;
}

/** A name and a kind are part of the ARN, but a caller may have made them up. */
function samePrincipal(a: Principal, b: Principal): boolean {
  return (
    a === b ||
    (a.arn === b.arn && a.rawName === b.rawName && a.type === b.type && a.role === b.role)
  );
}

/** Keeps the latest answer: a list asks the same thing row after row. */
function remember<K, V>(same: (a: K, b: K) => boolean, ask: (key: K) => V): (key: K) => V {
  let last: { key: K; value: V } | undefined;
  return (key) => {
    if (!last || !same(last.key, key)) last = { key, value: ask(key) };
    return last.value;
  };
}
