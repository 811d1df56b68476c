import type { PreparedWindow } from './window.ts';

/** How far ahead a change is looked for: a year with both changes of daylight saving, and some. */
export const HORIZON = 400 * 86_400_000;

/** When one window opens and closes from an instant on, found step by step as asked. */
export interface Timeline {
  readonly openAtStart: boolean;
  /** The n-th opening or closing after the start; Infinity past the horizon. */
  flip(n: number): number;
}

/** The openings and closings of a window after `start`. */
export function timelineOf(window: PreparedWindow, start: number): Timeline {
  const openAtStart = window.isOpen(start);
  const flips: number[] = [];
  let open = openAtStart;
  let at = start;
  return {
    openAtStart,
    flip(n) {
      while (flips.length <= n && at < start + HORIZON) {
        at = window.quietUntil(at);
        if (window.isOpen(at) === open) continue;
        open = !open;
        flips.push(at);
      }
      return flips[n] ?? Number.POSITIVE_INFINITY;
    },
  };
}

/** What holds now, and when something else will: an index into the chain, or its length for "none". */
export interface ChainAnswer {
  readonly first: number;
  readonly change: { readonly at: number; readonly first: number; readonly window: number } | null;
}

/**
 * In a chain of windows the first open one decides. Tells which does at the start, and the first
 * instant at which `differs` says that the deciding one means something else than at the start.
 */
export function followChain(
  chain: readonly Timeline[],
  differs: (now: number, then: number) => boolean,
): ChainAnswer {
  const open = chain.map((timeline) => timeline.openAtStart);
  const next = chain.map(() => 0);
  const decides = (): number => {
    const found = open.indexOf(true);
    return found < 0 ? chain.length : found;
  };
  const first = decides();
  const mayChange = Array.from({ length: chain.length + 1 }, (_, i) => i).some((i) =>
    differs(first, i),
  );
  while (mayChange) {
    let at = Number.POSITIVE_INFINITY;
    let window = -1;
    for (let i = 0; i < chain.length; i++) {
      const flip = (chain[i] as Timeline).flip(next[i] as number);
      if (flip < at) {
        at = flip;
        window = i;
      }
    }
    if (window < 0) break;
    for (let i = window; i < chain.length; i++) {
      if ((chain[i] as Timeline).flip(next[i] as number) !== at) continue;
      open[i] = !open[i];
      next[i] = (next[i] as number) + 1;
    }
    const then = decides();
    if (differs(first, then)) return { first, change: { at, first: then, window } };
  }
  return { first, change: null };
}
