/** One deadline over all steps of an issue, so that no door ever hangs. */
import { SentinelError } from '../errors.ts';

/** An SDK gives a credential_process about ten seconds. */
export const DEADLINE_MS = 9_000;
/** How long work that was cut short may take to log and record its end, milliseconds. */
const LAST_WORDS_MS = 800;

/**
 * Runs `work` under the deadline and the caller's own signal; both end it with a SentinelError. What
 * `work` still does after that must look at its signal before it hands anything over; it is given a
 * moment for its last words (the log's line, the row's end) before the process may go.
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
  const aborted = new Promise<'aborted'>((resolve) => {
    if (signal.aborted) resolve('aborted');
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  let lastWords: NodeJS.Timeout | undefined;
  try {
    const working = work(signal);
    const settled = working.then(
      () => 'settled' as const,
      () => 'settled' as const,
    );
    if ((await Promise.race([aborted, settled])) === 'settled') return await working;
    const patience = new Promise((resolve) => {
      lastWords = setTimeout(resolve, LAST_WORDS_MS);
    });
    const last: unknown = await Promise.race([working.catch((error: unknown) => error), patience]);
    throw saysMore(last, signal.reason) ? last : signal.reason;
  } finally {
    clearTimeout(lastWords);
    clearTimeout(timer);
    outer?.removeEventListener('abort', interrupt);
  }
}

/** Whether the work's own end names what it still waited for (aws/call.ts), as the deadline cannot. */
function saysMore(last: unknown, reason: unknown): boolean {
  const timeIsOver = reason instanceof SentinelError && reason.kind === 'unavailable';
  return timeIsOver && last instanceof SentinelError && last.cause === reason;
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
    ['Check the network and try again; what is amiss: sentinel doctor'],
  );
}
