/** Sentences about changes of verdicts. Not yet made safe for a terminal: the caller's to do. Pure. */
import { formatDuration } from '../duration.ts';
import { DAYS, type Day, MODES } from '../types.ts';
import { describeWindow } from '../window-text.ts';
import type { Zone } from '../zone.ts';
import type { Access } from './access.ts';
import type { Span } from './differences.ts';
import type { Person } from './people.ts';
import type { VerdictChange } from './report.ts';

/** So many names stand in a line; the rest is counted. */
const MOST_NAMES = 8;
const DAY = 86_400_000;
const MINUTE = 60_000;
const WEEK = 7 * DAY;

/**
 * `alice, bob gain prod (deny -> allow) monday-friday 09:00-18:00 Europe/Berlin`
 * @param asked the stretch of time that was looked at.
 */
export function changeText(
  change: VerdictChange,
  asked: Span,
  open: (name: string) => Zone,
): string {
  const { before, after, modes, profiles, spans, zone } = change;
  const when = whenText(spans, asked, open(zone));
  const how = modes.length === MODES.length ? '' : ` in mode ${modes.join(' and ')}`;
  const pair = `(${accessText(before, after)} -> ${accessText(after, before)})`;
  return `${subject(change)} ${list(profiles)} ${pair}${how}${when && ` ${when}`}`;
}

function subject(change: VerdictChange): string {
  const { direction, everyone, people } = change;
  const [first] = people;
  const one = everyone || (people.length === 1 && !first?.label.startsWith('sessions '));
  const verb = { gain: 'gain', loss: 'lose', other: 'see a change of' }[direction];
  const verbs = { gain: 'gains', loss: 'loses', other: 'sees a change of' }[direction];
  return `${everyone ? 'everyone' : crowd(people)} ${one ? verbs : verb}`;
}

/** Whoever stands for many comes first: it is the graver news. */
function crowd(people: readonly Person[]): string {
  const usual = people.filter(({ as }) => as === null);
  const many = usual.filter(({ name }) => name === null).map(({ label }) => label);
  const alike = many.filter((label) => label.startsWith(NAMED));
  const named = usual.filter(({ name }) => name !== null).map(({ label }) => label);
  const forms = people.filter(({ as }) => as !== null).map(({ label }) => label);
  const parts = [
    ...many.filter((label) => !label.startsWith(NAMED)),
    ...(alike.length > 0 ? [NAMED + list(alike.map((label) => label.slice(NAMED.length)))] : []),
    ...(named.length > 0 ? [list(named)] : []),
    ...(forms.length > 0 ? [list(forms)] : []),
  ];
  return parts.join(', ');
}

const NAMED = 'anyone named ';

/** Only what the other one has not too. */
function accessText(access: Access, other: Access): string {
  const { effect, seconds, tracked, breakglass } = access;
  const parts: string[] = [effect];
  const both = effect !== 'deny' && other.effect !== 'deny';
  if (seconds !== other.seconds && seconds !== null) parts.push(`up to ${formatDuration(seconds)}`);
  if (both && seconds !== other.seconds && seconds === null) parts.push('without a cap');
  if (tracked !== other.tracked && (tracked || both)) {
    parts.push(tracked ? 'tracked' : 'not tracked');
  }
  const closed = effect !== 'allow' && other.effect !== 'allow';
  if (closed && breakglass !== other.breakglass) {
    parts.push(breakglass ? 'break-glass possible' : 'break-glass shut');
  }
  return parts.join(', ');
}

/** `monday-friday 09:00-18:00 Europe/Berlin`; empty: all the time. */
export function whenText(spans: readonly Span[], [from, until]: Span, zone: Zone): string {
  const [first] = spans;
  if (spans.length === 1 && first?.[0] === from && first[1] === until) return '';
  const hours = new Map<string, { start: number; end: number; days: Set<Day> }>();
  const long: string[] = [];
  for (const [start, end] of aroundTheWeek(spans, from, until)) {
    const [begins, ends] = [wall(start, zone), wall(end, zone)];
    if (ends - begins >= DAY && (begins % DAY !== 0 || ends % DAY !== 0)) {
      long.push(`${clockDay(begins)} to ${clockDay(ends)}`);
      continue;
    }
    for (let day = begins; day < ends; day += DAY) {
      const close = Math.min(ends, day + DAY);
      const at = { start: minuteOf(day), end: minuteOf(close) || 1440 };
      const key = `${at.start}-${at.end}`;
      const known = hours.get(key) ?? { ...at, days: new Set<Day>() };
      known.days.add(dayOf(day));
      hours.set(key, known);
    }
  }
  const windows = [...hours.values()].map(({ start, end, days }) => {
    const whole = start === 0 && end === 1440;
    return describeWindow({ days: [...days], ...(!whole && { hours: { start, end } }) }, '').trim();
  });
  return `${[...windows, ...long].join(', ')} ${zone.name}`;
}

/** What holds at the end of the week and at its start holds through: `now` is no boundary of any rule's. */
function aroundTheWeek(spans: readonly Span[], from: number, until: number): readonly Span[] {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last || spans.length < 2 || until - from !== WEEK) return spans;
  if (first[0] !== from || last[1] !== until) return spans;
  return [...spans.slice(1, -1), [last[0], first[1] + WEEK]];
}

/** What the wall clock shows, as if it were UTC; whole minutes. */
function wall(at: number, zone: Zone): number {
  return Math.floor((at + zone.offset(at)) / MINUTE) * MINUTE;
}

function dayOf(wallAt: number): Day {
  return DAYS[new Date(wallAt).getUTCDay()] as Day;
}

function minuteOf(wallAt: number): number {
  return Math.floor((((wallAt % DAY) + DAY) % DAY) / MINUTE);
}

function clockDay(wallAt: number): string {
  return `${dayOf(wallAt)} ${new Date(wallAt).toISOString().slice(11, 16)}`;
}

function list(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 1 ? `${names.slice(0, MOST_NAMES).join(', ')} and ${more} more` : names.join(', ');
}
