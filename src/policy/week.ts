/** What policy says to one request at each hour of a week, by the wall clock of the policy's zone. Pure. */
import { evaluate } from './evaluate.ts';
import type { PreparedPolicy } from './prepare.ts';
import { type AccessRequest, DAYS, type Day, type Verdict } from './types.ts';

/** `changes`: more than one of the others within the hour. */
export type HourKind = 'allow' | 'deny' | 'approval' | 'server' | 'changes';

export interface WeekDay {
  readonly day: Day;
  /** `2026-11-16`, in the zone. */
  readonly date: string;
  /** 24; null for an hour that the wall clock leaves out (summer time begins). */
  readonly hours: readonly (HourKind | null)[];
}

/** Monday to Sunday. */
export interface Week {
  readonly timezone: string;
  readonly days: readonly WeekDay[];
  /** Where the instant it was made for lies: 0 is Monday; the hour from 0 to 23, and how much of it has passed (ms). */
  readonly now: { readonly day: number; readonly hour: number; readonly passed: number };
  /** That instant, milliseconds since the epoch. */
  readonly at: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** No zone is further from UTC, nor changes by more. */
const FURTHEST = 16 * HOUR;

/**
 * The week that `at` lies in. Its zone is the policy's own, else the one that the present verdict's times
 * are best shown in.
 * @param at AWS's time, milliseconds since the epoch.
 */
export function weekOf(prepared: PreparedPolicy, request: AccessRequest, at: number): Week {
  const timezone = prepared.policy.timezone ?? evaluate(prepared, request, at).timezone;
  const zone = prepared.zone(timezone);
  const local = at + zone.offset(at);
  const today = Math.floor(local / DAY);
  const weekday = (((today + 3) % 7) + 7) % 7; // day 0 was a Thursday
  const monday = (today - weekday) * DAY;
  const cells: (HourKind | null)[] = Array.from({ length: 7 * 24 }, () => null);
  const kinds = spans(prepared, request, monday - FURTHEST, monday + 7 * DAY + FURTHEST);
  for (const { from, to, kind } of kinds) {
    for (let minute = Math.ceil(from / MINUTE) * MINUTE; minute < to; minute += MINUTE) {
      const cell = Math.floor((minute + zone.offset(minute) - monday) / HOUR);
      const before = cells[cell];
      if (before === undefined) continue;
      cells[cell] = before === null || before === kind ? kind : 'changes';
    }
  }
  return {
    timezone,
    days: Array.from({ length: 7 }, (_, day) => ({
      day: DAYS[(day + 1) % 7] as Day,
      date: new Date(monday + day * DAY).toISOString().slice(0, 10),
      hours: cells.slice(day * 24, (day + 1) * 24),
    })),
    now: {
      day: weekday,
      hour: Math.floor((local - today * DAY) / HOUR),
      passed: local - Math.floor(local / HOUR) * HOUR,
    },
    at,
  };
}

/** The same map some time later. Weeks are alike, so past Sunday it is Monday again. */
export function weekAt(week: Week, at: number): Week {
  const { day, hour, passed } = week.now;
  const whole = Math.floor((passed + at - week.at) / HOUR);
  const cell = (((day * 24 + hour + whole) % 168) + 168) % 168;
  const now = {
    day: Math.floor(cell / 24),
    hour: cell % 24,
    passed: passed + at - week.at - whole * HOUR,
  };
  return { ...week, now, at };
}

/** The one kind that holds at every hour; null where there are several. */
export function onlyKind({ days }: Week): HourKind | null {
  const kinds = new Set(days.flatMap(({ hours }) => hours).filter((kind) => kind !== null));
  const [kind, ...others] = kinds;
  return kind !== undefined && others.length === 0 ? kind : null;
}

/** From when to when which kind holds, in order and without a gap. */
function spans(prepared: PreparedPolicy, request: AccessRequest, from: number, end: number) {
  const found: { from: number; to: number; kind: HourKind }[] = [];
  for (let at = from; at < end; ) {
    const verdict = evaluate(prepared, request, at);
    const to = Math.min(verdict.nextChange?.at ?? end, end);
    found.push({ from: at, to, kind: kindOf(verdict) });
    at = to;
  }
  return found;
}

function kindOf({ effect, needs }: Verdict): HourKind {
  if (effect === 'allow') return 'allow';
  if (effect === 'require_approval') return 'approval';
  return needs === 'server' || needs === 'server_session' ? 'server' : 'deny';
}
