/**
 * Whom two policies are asked about: everybody whom either of them names, the caller, and stand-ins for
 * the many whom it takes by pattern or does not name at all.
 */
import type { Principal } from '../../identity/types.ts';
import { compileGlob, nfc } from '../glob.ts';
import { expandGroups } from '../groups.ts';
import { nameCounts } from '../names.ts';
import { userStandIn } from '../stand-in.ts';
import type { AccessPolicy } from '../types.ts';
import { callerFor, nameFor, strangeName, underName } from './witness.ts';

/** How somebody comes to a profile: with keys of his own, or signed in to IAM Identity Center. */
export type Door = null | { readonly account: string; readonly role: string };

/** One person, or one stand-in for many. */
export interface Person {
  /** For people: `alice`, `anyone else`, `anyone named dev-*`. */
  readonly label: string;
  /** The name, where it is one person's. */
  readonly name: string | null;
  /** The pattern of ARNs that this form of a caller comes from; null: the usual form. */
  readonly as: string | null;
  /** The caller. */
  readonly you?: true;
  /** Who AWS would say it is at that door. */
  at(door: Door): Principal;
}

/** @param caller null: nobody asked AWS. */
export function peopleOf(
  policies: readonly AccessPolicy[],
  caller: Principal | null,
): readonly Person[] {
  const entries = [...new Set(policies.flatMap(namesIn))];
  const [names, patterns] = [entries.filter(isName), entries.filter((entry) => !isName(entry))];
  const place = caller ?? userStandIn('x', null);
  const own = (name: string) => likeCaller(name, caller);
  const people: Person[] = names.map((name) => {
    const isCaller = caller !== null && nfc(caller.rawName) === name && counts(caller, policies);
    return {
      label: isCaller ? `${name} (you)` : name,
      name,
      as: null,
      ...(isCaller && { you: true as const }),
      at: (door) => signedIn(name, door, place) ?? (isCaller ? caller : own(name)),
    };
  });
  if (caller && !people.some(({ you }) => you)) {
    people.push({ ...fixed(`you (${caller.rawName})`, caller, caller.rawName), you: true });
  }
  for (const pattern of patterns.filter((one) => one !== '*')) {
    people.push(byName(`anyone named ${pattern}`, nameFor(pattern), own, place));
  }
  const stranger = strangeName(entries);
  people.push(byName('anyone else', stranger, own, place));
  people.push(...byArn(policies, names, stranger, place));
  return people;
}

/** The caller among them; null where nobody asked AWS. */
export function callerAmong(people: readonly Person[]): Person | null {
  return people.find(({ you }) => you) ?? null;
}

/** Names and globs that rules and groups list, groups opened; in NFC. */
function namesIn({ groups, rules }: AccessPolicy): string[] {
  const listed = rules.flatMap(({ conditions }) => conditions.users ?? []);
  return expandGroups([...listed, ...Object.keys(groups)], groups);
}

function isName(entry: string): boolean {
  return !/[*?]/.test(entry);
}

function counts(principal: Principal, policies: readonly AccessPolicy[]): boolean {
  return policies.some((policy) => nameCounts(principal, policy.trustedPrincipals).counts);
}

/** Others call as the caller does: a company has users, or it has Identity Center. */
function likeCaller(name: string, caller: Principal | null): Principal {
  if (caller?.type !== 'assumed-role' || !caller.role?.startsWith(RESERVED)) {
    return userStandIn(name, caller?.arn ?? null);
  }
  const arn = `${caller.arn.slice(0, -caller.rawName.length)}${name}`;
  return { ...caller, arn, rawName: name };
}

const RESERVED = 'AWSReservedSSO_';

/** As Identity Center makes a person known; the 16 hex of the role's name are nobody's to know here. */
function signedIn(name: string, door: Door, like: Principal): Principal | null {
  if (!door) return null;
  const role = `${RESERVED}${door.role}_${'0'.repeat(16)}`;
  return {
    arn: `arn:${like.partition}:sts::${door.account}:assumed-role/${role}/${name}`,
    account: door.account,
    partition: like.partition,
    type: 'assumed-role',
    role,
    rawName: name,
    userId: '',
  };
}

function byName(
  label: string,
  name: string,
  own: (name: string) => Principal,
  like: Principal,
): Person {
  return {
    label,
    name: null,
    as: null,
    at: (door) => signedIn(name, door, like) ?? own(name),
  };
}

/** The same caller at every door: what others have in their files for a profile is not known here. */
function fixed(
  label: string,
  principal: Principal,
  name: string | null,
  as: string | null = null,
): Person {
  return { label, name, as, at: () => principal };
}

/**
 * Stand-ins for whom `principals` and `trusted_principals` take, under a strange name and under every
 * name that counts there; and for the roles whose sessions have no name that counts.
 */
function byArn(
  policies: readonly AccessPolicy[],
  names: readonly string[],
  stranger: string,
  place: Principal,
): Person[] {
  const patterns = new Set(
    policies.flatMap(({ rules, trustedPrincipals }) => [
      ...trustedPrincipals,
      ...rules.flatMap(({ conditions }) => conditions.principals ?? []),
    ]),
  );
  const found: Person[] = [];
  for (const pattern of patterns) {
    const one = callerFor(pattern, place.account, place.partition);
    if (!one) continue;
    const strange = underName(one, stranger, pattern);
    const label = strange ? `anyone else as ${pattern}` : pattern;
    found.push(fixed(label, strange ?? one, null, pattern));
    if (!counts(one, policies)) continue;
    for (const name of names) {
      const known = underName(one, name, pattern);
      if (known) found.push(fixed(`${name} as ${pattern}`, known, name, pattern));
    }
  }
  const taken = [...patterns].map((pattern) => compileGlob(pattern));
  const nameless = ['OtherRole', '0-Role', 'zq'].map((role) => session(role, stranger, place));
  const free = nameless.find(({ arn }) => !taken.some((glob) => glob.test(arn))) ?? nameless[0];
  if (free) found.push(fixed('sessions of other roles', free, null));
  return found;
}

function session(role: string, name: string, { account, partition }: Principal): Principal {
  return {
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`,
    account,
    partition,
    type: 'assumed-role',
    role,
    rawName: name,
    userId: '',
  };
}
