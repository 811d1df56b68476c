/** Gathers what comes in at nearly the same time, so that it costs one frame and not five. */
import type { Facts, PreviewUpdate, ProfileRow } from '../ports.ts';

/** How long (ms) verdicts are waited for before rows are shown without them. */
const PATIENCE = 250;

export interface Gathering {
  facts(facts: Facts): void;
  rows(rows: readonly ProfileRow[]): void;
  /** How many rows there are. */
  count(): number;
  /** Tells what is still waiting. */
  flush(): void;
}

/** Starts gathering; `tell` gets facts and rows together, rows always as the whole list. */
export function gather(tell: (update: PreviewUpdate) => void): Gathering {
  const known = new Map<string, ProfileRow>();
  let facts: Facts | null = null;
  let changed = false;
  let soon: NodeJS.Immediate | undefined;
  let late: NodeJS.Timeout | undefined = setTimeout(() => {
    late = undefined;
    flush();
  }, PATIENCE);

  function flush(): void {
    if (soon) clearImmediate(soon);
    clearTimeout(late);
    soon = undefined;
    late = undefined;
    if (facts) tell({ type: 'facts', facts });
    if (changed && known.size > 0) tell({ type: 'rows', rows: [...known.values()] });
    facts = null;
    changed = false;
  }

  function schedule(): void {
    const whole = known.size > 0 && [...known.values()].every((row) => row.verdict || row.problem);
    if (!soon && (whole || !late)) soon = setImmediate(flush);
  }

  return {
    facts(told) {
      facts = told;
      schedule();
    },
    rows(rows) {
      for (const row of rows) known.set(row.name, row);
      changed = true;
      schedule();
    },
    count: () => known.size,
    flush,
  };
}
