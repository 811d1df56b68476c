/** Findings, and several of them as one result. Pure. */
import { SentinelError } from '../errors.ts';
import type { Finding, Result, Status } from './types.ts';

export function ok(detail: string): Finding {
  return { status: 'ok', detail, fix: [] };
}

export function warning(detail: string, ...fix: readonly string[]): Finding {
  return { status: 'warning', detail, fix };
}

export function problem(detail: string, ...fix: readonly string[]): Finding {
  return { status: 'problem', detail, fix };
}

export function skipped(detail: string): Finding {
  return { status: 'skipped', detail, fix: [] };
}

/**
 * An error that a user should read as a finding; whatever else was thrown is thrown on.
 * @param fix where the error has no next step of its own.
 */
export function fromError(
  status: 'warning' | 'problem',
  error: unknown,
  ...fix: readonly string[]
): Finding {
  if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
  return { status, detail: error.message, fix: error.next.length ? commands(error.next) : fix };
}

/** Next steps as they can be pasted. */
export function commands(next: readonly string[]): string[] {
  return next.map((line) => line.replace(/^Run: /, ''));
}

/**
 * Several findings as one result: the worst counts, and what is not well is listed by itself.
 * @param allWell the sentence where nothing is.
 */
export function together(found: readonly Finding[], allWell: string): Result {
  const bad = found.filter(({ status }) => status === 'warning' || status === 'problem');
  bad.sort((a, b) => Number(b.status === 'problem') - Number(a.status === 'problem'));
  const [first, ...others] = bad;
  if (!first) return ok(allWell);
  if (others.length === 0) return first;
  return {
    status: first.status,
    detail: `${first.detail} (and ${others.length} more)`,
    fix: [...new Set(bad.flatMap(({ fix }) => fix))],
    items: bad,
  };
}

/** `[dev], [prod] and 3 more`. */
export function named(names: readonly string[], most = 3): string {
  const shown = names.slice(0, most).map((name) => `[${name}]`);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : shown.join('');
}

/** `1 profile`, `3 profiles`. */
export function count(number: number, what: string, many = `${what}s`): string {
  return `${number} ${number === 1 ? what : many}`;
}

/** So many of each status. */
export function tally(found: readonly { readonly status: Status }[]): Record<Status, number> {
  const of = (wanted: Status) => found.filter(({ status }) => status === wanted).length;
  return {
    ok: of('ok'),
    warning: of('warning'),
    problem: of('problem'),
    skipped: of('skipped'),
  };
}
