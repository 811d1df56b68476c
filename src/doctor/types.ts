/** What the doctor looks at and what it finds. Types only. */
import type { Context } from '../context.ts';
import type { Facts } from './facts.ts';

/**
 * `problem`: it stops access, of the chosen profile, or of every profile where none is chosen. `warning`:
 * worth mending. `skipped`: could not, or need not, be looked at; the detail says why.
 */
export type Status = 'ok' | 'warning' | 'problem' | 'skipped';

/** One thing that was found. */
export interface Finding {
  readonly status: Status;
  /** One sentence. May hold foreign text: it is made visible where it is shown. */
  readonly detail: string;
  /** What to type or do, one entry a line. */
  readonly fix: readonly string[];
}

/** What one check found. */
export interface Result extends Finding {
  /** Each finding by itself, where there are several. */
  readonly items?: readonly Finding[];
}

/** One check: a file in `checks/`, named in `checks.ts`. */
export interface Check {
  /** In `--json`. Never changed once it was released. */
  readonly id: string;
  /** Two or three words. */
  readonly title: string;
  /** What it looks at, for help and README. */
  readonly about: string;
  /**
   * Looks; changes nothing. What it throws is told as its result, so that the other checks are not lost.
   */
  run(ctx: Context, facts: Facts): Promise<Result>;
}

/** A check with its result. */
export interface Checked {
  readonly check: Check;
  readonly result: Result;
}

/** What is asked of the doctor. */
export interface DoctorRequest {
  /** Whose access is at stake; absent: all profiles. */
  readonly profile?: string;
  readonly awsProfile?: string;
  readonly regions?: readonly string[];
  readonly configPath?: string;
  readonly signal?: AbortSignal;
}
