import { SentinelError } from '../errors.ts';

/** Kinds whose cause may be the place that was asked; a verdict is none of them. */
const ASKED: readonly string[] = ['failed', 'unavailable', 'not_signed_in'];

/**
 * The error with the notices about endpoints, proxy and certificates as further steps: they are most likely
 * why keys of another AWS (LocalStack) are refused, or nobody answers. Any other error as it is.
 */
export function withNotices(error: unknown, notices: readonly string[]): unknown {
  if (!(error instanceof SentinelError) || !ASKED.includes(error.kind)) return error;
  const { kind, message, next, cause, need } = error;
  const more = notices.filter((notice) => !next.includes(notice));
  return more.length === 0
    ? error
    : new SentinelError(kind, message, [...next, ...more], cause, need);
}
