/** Whether something kept may be used once more, or is too near its end. Pure. */

const ENOUGH_MS = 15 * 60_000;
const ENOUGH_PART = 0.25;

/**
 * At least a quarter of its life, or fifteen minutes, whichever is less, must be left. Times in
 * milliseconds of one clock; anything that is no time is too late.
 */
export function lifeLeft(life: { readonly from: number; readonly until: number }, now: number) {
  const least = Math.min(ENOUGH_MS, ENOUGH_PART * (life.until - life.from));
  return life.until > now && life.until - now >= least;
}
