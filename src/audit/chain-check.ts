import { NO_HASH, readLine } from './line.ts';
import { SeqRanges } from './seq-ranges.ts';
import type { LogHead } from './types.ts';

export type ProblemKind = 'changed' | 'swapped' | 'repeated' | 'missing' | 'cut' | 'unreadable';

export interface LogProblem {
  readonly kind: ProblemKind;
  /** Counted from 1; null where no line is left to point at. */
  readonly line: number | null;
  readonly seq: number | null;
  /** What is wrong, for people. */
  readonly text: string;
}

/** A head as a ledger row remembers it. */
export interface KnownHead extends LogHead {
  /** What remembers it: `session 0a1b...`. */
  readonly by: string;
}

/**
 * Walks a log line by line and tells where the chain does not hold. Feed it every line in file order,
 * then ask `finish`. Pure; holds one number a gap, not the log.
 */
export class ChainCheck {
  readonly problems: LogProblem[] = [];
  /** Files that unfinished lines were moved to: no fault of the chain, but worth a sentence. */
  readonly setAside: string[] = [];
  /** The highest line so far. */
  head: LogHead | null = null;
  first: number | null = null;
  lines = 0;
  readonly #gaps = new SeqRanges();
  readonly #known: Map<number, KnownHead[]>;
  readonly #partial: boolean;

  /**
   * @param known heads that the chain must contain.
   * @param partial the file may begin anywhere in the chain (a further sink, which came later).
   */
  constructor(known: readonly KnownHead[], partial: boolean) {
    this.#known = Map.groupBy(known, (head) => head.seq);
    this.#partial = partial;
  }

  /** @param whole false for a last line without its newline. */
  take(bytes: Buffer, whole: boolean): void {
    this.lines++;
    const read = readLine(bytes);
    if (!whole) {
      this.#found('cut', null, 'ends in the middle: a crash while it was written, or a cut');
    } else if (read === null) {
      this.#found('unreadable', null, 'is no line of a decision log');
    } else {
      const { line, computed } = read;
      if (computed !== line.hash) this.#found('changed', line.seq, 'has been changed');
      if (line.set_aside !== undefined) this.setAside.push(line.set_aside);
      this.#place(line.seq, line.prev, line.hash);
    }
  }

  /** Call once, after the last line. */
  finish(): void {
    for (const { from, to } of this.#gaps.all()) {
      const text =
        from === to ? `line seq ${from} is missing` : `lines seq ${from}-${to} are missing`;
      this.problems.push({ kind: 'missing', line: null, seq: from, text });
    }
    const last = this.head?.seq ?? 0;
    const cut = [...this.#known.keys()].filter((seq) => seq > last);
    if (cut.length === 0) return;
    const upTo = Math.max(...cut);
    const by = this.#known.get(upTo)?.[0]?.by ?? 'the ledger';
    const text = `the end is cut off: it stops at seq ${last}, but ${by} was recorded at seq ${upTo}`;
    this.problems.push({ kind: 'cut', line: null, seq: last + 1, text });
  }

  #place(seq: number, prev: string, hash: string): void {
    const { head } = this;
    const expected = head === null ? 1 : head.seq + 1;
    if (head === null) this.first = seq;
    if (seq > expected) {
      if (head !== null || !this.#partial) this.#gaps.add(expected, seq - 1);
    } else if (seq < expected) {
      if (this.#gaps.take(seq)) this.#found('swapped', seq, 'stands in the wrong place');
      else this.#found('repeated', seq, 'has been there before');
    } else if (prev !== (head?.hash ?? NO_HASH)) {
      this.#found(
        'changed',
        seq,
        'does not follow from the line before it: one of the two was rewritten',
      );
    }
    if (seq >= expected) this.head = { seq, hash };
    for (const known of this.#known.get(seq) ?? []) {
      if (known.hash !== hash) {
        this.#found('changed', seq, `is not the one that ${known.by} was recorded with`);
      }
    }
  }

  #found(kind: ProblemKind, seq: number | null, text: string): void {
    const where = seq === null ? `line ${this.lines}` : `line ${this.lines} (seq ${seq})`;
    this.problems.push({ kind, line: this.lines, seq, text: `${where} ${text}` });
  }
}
