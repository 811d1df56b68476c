/**
 * Members of an answer as what they should be. The SDK hands on whatever stands there: a number for a
 * token, or a time beyond all reason, would break only what works with it later. Pure.
 */

/** A year in seconds: more than anything that is signed in to lasts. */
export const YEAR_SECONDS = 366 * 86_400;
/** The last second of the year 9999, since the epoch: ISO texts of later ones are read by nobody. */
export const LAST_SECOND = 253_402_300_799;

/** The text; undefined where it is none, or empty. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The whole number from `least` to `most`; undefined where it is none. */
export function wholeIn(value: unknown, least: number, most: number): number | undefined {
  const whole = typeof value === 'number' && Number.isInteger(value);
  return whole && value >= least && value <= most ? value : undefined;
}
