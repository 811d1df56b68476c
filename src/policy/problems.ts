import { SentinelError } from '../errors.ts';

/** One thing that is wrong in a policy or config file. Line and column count from 1. */
export interface Problem {
  readonly line: number;
  readonly column: number;
  /** A sentence without the place; names the key, and the nearest known one where that is the point. */
  readonly message: string;
}

/** How many problems are collected before the rest is only counted: hostile files have no end. */
const MOST = 100;

/** Collects what is wrong in one text, so that a user mends it in one go. */
export class Problems {
  readonly list: Problem[] = [];
  #more = 0;

  add(at: { readonly line: number; readonly column: number }, message: string): void {
    if (this.list.length >= MOST) this.#more++;
    else this.list.push({ line: at.line, column: at.column, message });
  }

  get any(): boolean {
    return this.list.length > 0;
  }

  /** In the order of the text; the last one says how many were left out. */
  sorted(): Problem[] {
    const sorted = [...this.list].sort((a, b) => a.line - b.line || a.column - b.column);
    const last = sorted.at(-1);
    if (last && this.#more > 0) sorted.push({ ...last, message: `and ${this.#more} more` });
    return sorted;
  }
}

/** A policy or config that does not pass. It gives no credentials; nothing of it is used. */
export class PolicyError extends SentinelError {
  /** Where the text came from: `file:policy.yaml`, `ssm:/sentinel/policies/default`. */
  readonly ref: string;
  readonly problems: readonly Problem[];

  constructor(what: string, ref: string, problems: readonly Problem[]) {
    const first = problems[0] as Problem;
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(
      'failed',
      `the ${what} ${ref} does not pass: line ${first.line}, column ${first.column}: ${first.message}${more}`,
      [`all of them: sentinel config validate ${ref.replace(/^file:/, '')}`],
    );
    this.ref = ref;
    this.problems = problems;
  }
}

/** `path:line:col: message`, as editors and CI read it. */
export function formatProblem(path: string, problem: Problem): string {
  return `${path}:${problem.line}:${problem.column}: ${problem.message}`;
}
