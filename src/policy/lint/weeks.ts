import type { TimeWindow } from '../types.ts';
import { prepareWindow } from '../window.ts';
import { openZone } from '../zone.ts';

/** One byte a minute: 1 where a window is open. */
export type Minutes = Uint8Array;

/** When a window is open in a week, worked out when first asked. */
export interface Week {
  /** By its own wall clock, on which every week is alike: exact between windows of one zone. */
  wall(): Minutes;
  /** In UTC, in a week of winter and one of summer: zones that differ in one half of the year show it. */
  zoned(): Minutes;
}

const MINUTE = 60_000;
const WEEK = 7 * 24 * 60;
const WINTER = Date.UTC(2026, 0, 5);
const SUMMER = Date.UTC(2026, 6, 6);

/** Gives each window's weeks; equal windows share them. */
export function weekTable(): (time: TimeWindow | undefined, zone: string) => Week {
  const known = new Map<string, Minutes>();
  const minutes = (
    time: TimeWindow | undefined,
    zone: string,
    weeks: readonly number[],
  ): Minutes => {
    const key = JSON.stringify([time?.days, time?.hours, zone, weeks]);
    const found = known.get(key) ?? openMinutes(time, zone, weeks);
    known.set(key, found);
    return found;
  };
  return (time, zone) => ({
    wall: () => minutes(time, 'UTC', [WINTER]),
    zoned: () => minutes(time, zone, [WINTER, SUMMER]),
  });
}

/** Whether `inner` is open only when `outer` is. */
export function within(inner: Minutes, outer: Minutes): boolean {
  return inner.every((open, i) => open === 0 || outer[i] === 1);
}

/** Whether both are open in some minute. */
export function common(a: Minutes, b: Minutes): boolean {
  return a.some((open, i) => open === 1 && b[i] === 1);
}

function openMinutes(
  time: TimeWindow | undefined,
  zone: string,
  weeks: readonly number[],
): Minutes {
  const open = new Uint8Array(weeks.length * WEEK);
  if (!time) return open.fill(1);
  const window = prepareWindow(time, openZone(zone));
  weeks.forEach((start, week) => {
    for (let minute = 0; minute < WEEK; minute++) {
      if (window.isOpen(start + minute * MINUTE)) open[week * WEEK + minute] = 1;
    }
  });
  return open;
}
