/** Gathers what comes in at nearly the same time, so that it costs one frame and not five. */
import type { Facts, PreviewUpdate, ProfileRow, Progress } from '../ports.ts';

/** How long (ms) verdicts are waited for before rows are shown without them. */
const PATIENCE = 250;

/** While many groups come in one after the other they are shown so often (ms), and at once when all are there. */
const PACE = 50;

export interface Gathering {
  facts(facts: Facts): void;
  rows(rows: readonly ProfileRow[]): void;
  progress(progress: Progress): void;
  /** One more who this person is to AWS. */
  own(arn: string): void;
  /** How many rows there are. */
  count(): number;
  /** Tells what is still waiting. */
  flush(): void;
}

/** Starts gathering; `tell` gets facts and rows together, rows always as the whole list. */
export function gather(tell: (update: PreviewUpdate) => void): Gathering {
  const known = new Map<string, ProfileRow>();
  const open = new Set<string>();
  let facts: Facts | null = null;
  let progress: Progress | null = null;
  let changed = false;
  const own = new Set<string>();
  let toldOwn = 0;
  let soon: NodeJS.Immediate | undefined;
  let late: NodeJS.Timeout | undefined = setTimeout(flush, PATIENCE);

  function flush(): void {
    if (soon) clearImmediate(soon);
    clearTimeout(late);
    soon = undefined;
    late = undefined;
    if (facts) tell({ type: 'facts', facts });
    if (own.size > toldOwn) tell({ type: 'own', arns: [...own] });
    if (changed && known.size > 0) tell({ type: 'rows', rows: [...known.values()] });
    if (progress && known.size > 0) tell({ type: 'progress', progress });
    toldOwn = own.size;
    facts = null;
    progress = null;
    changed = false;
  }

  function schedule(): void {
    if (known.size > 0 && open.size === 0) soon ??= setImmediate(flush);
    else late ??= setTimeout(flush, PACE);
  }

  return {
    facts(told) {
      facts = told;
      schedule();
    },
    rows(rows) {
      for (const row of rows) {
        known.set(row.name, row);
        if (row.verdict || row.problem) open.delete(row.name);
        else open.add(row.name);
      }
      changed = true;
      schedule();
    },
    progress(told) {
      progress = told;
      schedule();
    },
    own(arn) {
      own.add(arn);
    },
    count: () => known.size,
    flush,
  };
}
