import { DAYS, type TimeWindow } from './types.ts';
import type { Zone } from './zone.ts';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** A rule's time condition, ready to be asked. Wall-clock rules in its own zone. */
export interface PreparedWindow {
  readonly zone: Zone;
  readonly isOpen: (at: number) => boolean;
  /** An instant after `at` before which the window cannot open or close. */
  readonly quietUntil: (at: number) => number;
}

/**
 * Prepares a window. It is open when the zone's wall clock shows a listed day and a minute in
 * [start, end). Where the end is at or before the start it runs over midnight and belongs to the day
 * on which it began. What the wall clock shows decides, so an hour that is skipped in spring is not
 * there, and one that is repeated in autumn counts twice.
 */
export function prepareWindow(window: TimeWindow, zone: Zone): PreparedWindow {
  const days = DAYS.map((day) => !window.days?.length || window.days.includes(day));
  const { start, end } = window.hours ?? { start: 0, end: 1440 };
  const overnight = end <= start;
  const turns = [...new Set([0, start, end % 1440])].sort((a, b) => a - b);
  return {
    zone,
    isOpen(at) {
      const local = at + zone.offset(at);
      const day = Math.floor(local / DAY);
      const minute = Math.floor((local - day * DAY) / MINUTE);
      const weekday = (((day + 4) % 7) + 7) % 7; // day 0 was a Thursday
      if (!overnight) return days[weekday] === true && minute >= start && minute < end;
      return (
        (days[weekday] === true && minute >= start) ||
        (days[(weekday + 6) % 7] === true && minute < end)
      );
    },
    quietUntil(at) {
      const offset = zone.offset(at);
      const local = at + offset;
      const midnight = Math.floor(local / DAY) * DAY;
      const turn = turns.find((minute) => midnight + minute * MINUTE > local) ?? 1440;
      return Math.min(midnight + turn * MINUTE - offset, zone.steadyUntil(at));
    },
  };
}
