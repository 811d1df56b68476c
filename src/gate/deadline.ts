/** One deadline over all steps of an issue, so that no door ever hangs. */
import { SentinelError } from '../errors.ts';

/** An SDK gives a credential_process about ten seconds. */
export const DEADLINE_MS = 9_000;

/**
 * Runs `work` under the deadline and the caller's own signal; both end it with a SentinelError. What
 * `work` still does after that must look at its signal before it hands anything over.
 */
export async function withDeadline<T>(
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
  milliseconds = DEADLINE_MS,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = () => controller.abort(reasonOf(outer));
  const timer = setTimeout(() => controller.abort(tooLate(milliseconds)), milliseconds);
  outer?.addEventListener('abort', interrupt, { once: true });
  if (outer?.aborted) interrupt();
  try {
    const ended = new Promise<never>((_, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return await Promise.race([ended, work(signal)]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', interrupt);
  }
}

function reasonOf(outer: AbortSignal | undefined): SentinelError {
  const reason: unknown = outer?.reason;
  return reason instanceof SentinelError
    ? reason
    : new SentinelError('interrupted', 'Interrupted; nothing was handed over.');
}

function tooLate(milliseconds: number): SentinelError {
  return new SentinelError(
    'unavailable',
    `No credentials within ${milliseconds / 1000} s; gave up. Nothing was handed over.`,
    ['Check the network and try again.'],
  );
}
