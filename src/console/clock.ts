/**
 * The console's one clock: wakes at each whole second of AWS's time and tells the store only when
 * something on screen would change. No component has a timer of its own.
 */

import type { Store } from './store.ts';
import { visibleTimes } from './visible-times.ts';

/** AWS gives its time in whole seconds: a smaller difference is rounding, not skew. Milliseconds. */
const NOISE = 2000;

export interface ConsoleClock {
  /** AWS's time, milliseconds. */
  now(): number;
  stop(): void;
}

/**
 * Starts the clock.
 * @param now the machine's time, milliseconds.
 * @param due called when a verdict on screen is another one by now: windows open and close.
 */
export function startClock(store: Store, now: () => number, due: () => void): ConsoleClock {
  let told: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const awsNow = () => now() + skewOf(store);
  const wake = () => {
    const at = awsNow();
    const second = Math.floor(at / 1000) * 1000;
    const state = store.getState();
    if (visibleTimes(state, second) !== visibleTimes(state, state.now)) {
      store.dispatch({ type: 'tick', now: second });
    }
    const change = state.list.changesAt;
    if (change !== null && second >= change && told !== change) {
      told = change;
      due();
    }
    timer = setTimeout(wake, 1000 - (at - second));
  };
  timer = setTimeout(wake, 1000 - (awsNow() % 1000));
  return { now: awsNow, stop: () => clearTimeout(timer) };
}

/** What is added to the machine's time to get AWS's. */
export function skewOf(store: Store): number {
  const skew = store.getState().facts?.skew ?? 0;
  return Math.abs(skew) < NOISE ? 0 : skew;
}
