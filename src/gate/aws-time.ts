/** AWS's time, learned from its answers. The machine's clock only measures what passed since. */
import type { Clock } from '../context.ts';

export interface AwsTime {
  /** Takes note of an answer's `Date` (milliseconds) as it arrives. */
  note(date: number): void;
  /** AWS's time now, milliseconds. @throws Error before any answer. */
  now(): number;
  /** AWS's time minus the machine's, milliseconds; 0 where they agree; null before any answer. */
  readonly skew: number | null;
}

/** The skew from which on the user is told, milliseconds. */
export const SKEW_WORTH_TELLING = 120_000;

/**
 * A `Date` is cut to the second and late by the answer's way: nearer than this the two clocks agree, and
 * the machine's finer one is used, so that times in log and ledger stay in order.
 */
const AGREES_MS = 2_000;

/** Nothing known yet. Of several answers the latest `Date` counts. */
export function startAwsTime(clock: Clock): AwsTime {
  let offset: number | null = null;
  return {
    note(date) {
      if (!Number.isFinite(date)) return;
      const exact = date - clock.now();
      const seen = Math.abs(exact) < AGREES_MS ? 0 : exact;
      offset = offset === null ? seen : Math.max(offset, seen);
    },
    now() {
      if (offset === null) throw new Error('no answer of AWS has told the time yet');
      return clock.now() + offset;
    },
    get skew() {
      return offset;
    },
  };
}

/** The sentence about a machine clock that is off; null where it is near enough. */
export function skewNotice(skew: number | null): string | null {
  if (skew === null || Math.abs(skew) <= SKEW_WORTH_TELLING) return null;
  const minutes = Math.round(Math.abs(skew) / 60_000);
  const length = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
  const way = skew > 0 ? 'behind' : 'ahead of';
  return `This machine's clock is ${length} ${way} AWS's. AWS's time counts.`;
}
