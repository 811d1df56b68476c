import { NO_HASH, readLine } from './line.ts';
import { SeqRanges } from './seq-ranges.ts';
import type { LogHead } from './types.ts';

export type ProblemKind =
  | 'changed'
  | 'swapped'
  | 'repeated'
  | 'missing'
  | 'cut'
  | 'unreadable'
  | 'renamed';

export interface LogProblem {
  readonly kind: ProblemKind;
  /** The file's name; null where none is left to point at. */
  readonly file: string | null;
  /** Counted from 1 in its file; null where no line is left to point at. */
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

/** A file of a log: its name, and the lines that the name promises (null: it promises none). */
export interface CheckedFile {
  readonly name: string;
  readonly range: { readonly from: number; readonly to: number } | null;
}

/** As many problems are kept one by one: in a log that is rubbish every line has one. */
const KEPT = 10_000;

/**
 * Walks a log line by line and tells where the chain does not hold. Feed it every file (`file`) with
 * every line of it (`take`) in order, then ask `finish`. Pure; holds one number a gap, not the log.
 */
export class ChainCheck {
  readonly problems: LogProblem[] = [];
  /** Files that unfinished lines were moved to: no fault of the chain, but worth a sentence. */
  readonly setAside: string[] = [];
  /** The highest line so far. */
  head: LogHead | null = null;
  first: number | null = null;
  lines = 0;
  /** Problems beyond those that are kept. */
  more = 0;
  readonly #gaps = new SeqRanges();
  readonly #known: Map<number, KnownHead[]>;
  readonly #partial: boolean;
  #file: CheckedFile | null = null;
  #line = 0;
  /** The first and the last line of this file. */
  #from: number | null = null;
  #to: number | null = null;
  /** The highest line that a file's name promises. */
  #promised: { readonly seq: number; readonly name: string } | null = null;

  /**
   * @param known heads that the chain must contain.
   * @param partial the file may begin anywhere in the chain (a further sink, which came later).
   */
  constructor(known: readonly KnownHead[], partial: boolean) {
    this.#known = Map.groupBy(known, (head) => head.seq);
    this.#partial = partial;
  }

  /** The lines from here on are this file's. */
  file(file: CheckedFile): void {
    this.#endFile();
    this.#file = file;
    this.#line = 0;
    this.#from = null;
    this.#to = null;
  }

  /** @param whole false for a last line without its newline. */
  take(bytes: Buffer, whole: boolean): void {
    this.lines++;
    this.#line++;
    const read = readLine(bytes);
    if (!whole) {
      this.#found('cut', null, 'ends in the middle: a crash while it was written, or a cut');
    } else if (read === null) {
      this.#found('unreadable', null, 'is no line of a decision log');
    } else {
      const { line, computed } = read;
      if (computed !== line.hash) this.#found('changed', line.seq, 'has been changed');
      if (line.set_aside !== undefined) this.setAside.push(line.set_aside);
      this.#from ??= line.seq;
      this.#to = line.seq;
      this.#place(line.seq, line.prev, line.hash);
    }
  }

  /** Call once, after the last line. */
  finish(): void {
    this.#endFile();
    for (const { from, to } of this.#gaps.all()) {
      const text =
        from === to ? `line seq ${from} is missing` : `lines seq ${from}-${to} are missing`;
      this.#add({ kind: 'missing', file: null, line: null, seq: from, text });
    }
    const cut = this.#cutAt(this.head?.seq ?? 0);
    if (cut !== null) this.#add(cut);
  }

  /** What says that there was more than there is. */
  #cutAt(last: number): LogProblem | null {
    let known = this.#promised;
    let knows = known && `${known.name} is named for lines up to seq ${known.seq}`;
    for (const [seq, [row]] of this.#known) {
      if (row === undefined || seq < (known?.seq ?? 0)) continue;
      known = { seq, name: row.by };
      knows = `${row.by} was recorded at seq ${seq}`;
    }
    if (known === null || known.seq <= last) return null;
    const text = `the end is cut off: it stops at seq ${last}, but ${knows}`;
    return { kind: 'cut', file: null, line: null, seq: last + 1, text };
  }

  #endFile(): void {
    const { name, range } = this.#file ?? {};
    if (name === undefined || !range) return;
    const [from, to] = [this.#from ?? range.from, this.#to ?? range.to];
    if (from < range.from || to > range.to) {
      const text = `${name} is named for lines seq ${range.from}-${range.to}, but holds ${from}-${to}`;
      this.#add({ kind: 'renamed', file: name, line: null, seq: from, text });
    } else if (range.to > (this.#promised?.seq ?? 0)) {
      this.#promised = { seq: range.to, name };
    }
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
    const file = this.#file?.name ?? null;
    const line = seq === null ? `line ${this.#line}` : `line ${this.#line} (seq ${seq})`;
    const where = this.#file?.range ? `${file} ${line}` : line;
    this.#add({ kind, file, line: this.#line, seq, text: `${where} ${text}` });
  }

  #add(problem: LogProblem): void {
    if (this.problems.length < KEPT) this.problems.push(problem);
    else this.more++;
  }
}
