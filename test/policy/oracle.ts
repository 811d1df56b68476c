/**
 * A second, naive reading of the policy rules, to hold the real one against: no indexes, no arithmetic
 * on time zones, one minute after the other.
 */
import {
  type AccessPolicy,
  type AccessRequest,
  DAYS,
  type Day,
  type Rule,
  type TimeWindow,
} from '../../src/policy/types.ts';

export const MINUTE = 60_000;

/** Whole-string glob by trying every way. */
export function naiveGlob(pattern: string, text: string): boolean {
  const known = new Map<string, boolean>();
  const p = Array.from(pattern);
  const t = Array.from(text);
  const matches = (i: number, j: number): boolean => {
    const key = `${i},${j}`;
    const found = known.get(key) ?? look(i, j);
    known.set(key, found);
    return found;
  };
  const look = (i: number, j: number): boolean => {
    if (i === p.length) return j === t.length;
    if (p[i] === '*') return matches(i + 1, j) || (j < t.length && matches(i, j + 1));
    return j < t.length && (p[i] === '?' || p[i] === t[j]) && matches(i + 1, j + 1);
  };
  return matches(0, 0);
}

export interface WallClock {
  readonly day: Day;
  readonly yesterday: Day;
  readonly minute: number;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
const walls = new Map<string, WallClock>();

/** What a clock on the wall of that zone shows. */
export function wallClock(at: number, zone: string): WallClock {
  const minute = Math.floor(at / MINUTE) * MINUTE;
  const key = `${zone} ${minute}`;
  const known = walls.get(key);
  if (known) return known;
  const format =
    clocks.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      weekday: 'long',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  clocks.set(zone, format);
  const parts = Object.fromEntries(
    format.formatToParts(minute).map(({ type, value }) => [type, value]),
  );
  const day = (parts['weekday'] ?? '').toLowerCase() as Day;
  const wall = {
    day,
    yesterday: DAYS[(DAYS.indexOf(day) + 6) % 7] as Day,
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  };
  walls.set(key, wall);
  return wall;
}

export function naiveOpen(window: TimeWindow, zone: string, at: number): boolean {
  const { day, yesterday, minute } = wallClock(at, zone);
  const on = (which: Day): boolean => !window.days?.length || window.days.includes(which);
  if (!window.hours) return on(day);
  const { start, end } = window.hours;
  if (start < end) return on(day) && minute >= start && minute < end;
  return (on(day) && minute >= start) || (on(yesterday) && minute < end);
}

/** The first rule whose conditions all hold, read off the specification. */
export function naiveRule(policy: AccessPolicy, request: AccessRequest, at: number): Rule | null {
  return firstOpen(policy, naiveCandidates(policy, request), at);
}

/** The rules whose conditions hold but for time. */
export function naiveCandidates(policy: AccessPolicy, request: AccessRequest): Rule[] {
  return policy.rules.filter((rule) => naiveMatch(policy, rule, request));
}

/** The first of them that is open. */
export function firstOpen(policy: AccessPolicy, rules: readonly Rule[], at: number): Rule | null {
  const isOpen = ({ conditions: { time } }: Rule): boolean =>
    !time || naiveOpen(time, time.timezone ?? policy.timezone ?? 'UTC', at);
  return rules.find(isOpen) ?? null;
}

function naiveMatch(policy: AccessPolicy, rule: Rule, request: AccessRequest): boolean {
  const { profiles, users, principals, roles, accounts, mode } = rule.conditions;
  const { principal } = request;
  const any = (patterns: readonly string[] | undefined, text: string | null): boolean =>
    !patterns?.length ||
    (text !== null &&
      patterns.some((pattern) => naiveGlob(pattern.normalize('NFC'), text.normalize('NFC'))));
  const counts =
    principal.type === 'user' ||
    (principal.type === 'assumed-role' && principal.role?.startsWith('AWSReservedSSO_') === true) ||
    policy.trustedPrincipals.some((pattern) => naiveGlob(pattern, principal.arn));
  const members = (entry: string): readonly string[] =>
    Object.hasOwn(policy.groups, entry) ? (policy.groups[entry] ?? []).flatMap(members) : [entry];
  // The condition asks where it has entries; what its groups hold is another matter.
  const named =
    !users?.length ||
    (counts && users.flatMap(members).some((pattern) => any([pattern], principal.rawName)));
  return (
    any(profiles, request.profile) &&
    named &&
    any(principals, principal.arn) &&
    any(roles, request.roleArn) &&
    any(accounts, request.account) &&
    (!mode?.length || mode.includes(request.mode))
  );
}
