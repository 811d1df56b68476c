import { DAYS, type Day, type TimeWindow } from './types.ts';
import type { Zone } from './zone.ts';

const WEEK: readonly Day[] = [...DAYS.slice(1), DAYS[0]];

/** A window for people: `monday-friday 09:00-18:00 Europe/Berlin`. */
export function describeWindow(window: TimeWindow, zone: string): string {
  const parts = [daysText(window.days ?? [])];
  if (window.hours) parts.push(`${clock(window.hours.start)}-${clock(window.hours.end)}`);
  return [...parts.filter(Boolean), zone].join(' ');
}

/**
 * An instant for people, on the zone's wall clock: `friday 2026-11-20 18:00 Europe/Berlin`.
 */
export function instantText(at: number, { name, offset }: Zone): string {
  const wall = new Date(at + offset(at));
  const seconds = wall.getUTCSeconds() === 0 ? 16 : 19;
  return `${DAYS[wall.getUTCDay()]} ${wall.toISOString().slice(0, seconds).replace('T', ' ')} ${name}`;
}

function clock(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Days that follow one another as a span. */
function daysText(days: readonly Day[]): string {
  const listed = WEEK.filter((day) => days.includes(day));
  const first = WEEK.indexOf(listed[0] as Day);
  const unbroken = listed.every((day, i) => day === WEEK[first + i]);
  if (listed.length === 7) return 'every day';
  if (listed.length > 2 && unbroken) return `${listed[0]}-${listed.at(-1)}`;
  return listed.join(', ');
}
