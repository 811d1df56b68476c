/** Waiting for what AWS needs some seconds for: a new key that is known everywhere. */
import { AwsError } from '../../aws/api.ts';

/** What waiting takes; tests have their own. */
export interface Pace {
  /** Milliseconds, of some clock that only goes forward. */
  now(): number;
  /** @throws the reason of the signal. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
  /** How long a new key may take to be accepted, milliseconds. */
  readonly most: number;
}

/** Seconds by AWS's word, and now and then more of them. */
export const REAL_PACE: Pace = {
  now: () => performance.now(),
  pause: async (milliseconds, signal) => {
    const { setTimeout: sleep } = await import('node:timers/promises');
    await sleep(milliseconds, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      throw signal?.aborted ? signal.reason : error;
    });
  },
  most: 60_000,
};

/** AWS does not know the key, or not yet; nothing else looks like it. */
export function isUnknownKey(error: unknown): boolean {
  return (
    error instanceof AwsError &&
    /^(InvalidClientTokenId|UnrecognizedClient|InvalidAccessKeyId)/.test(error.code)
  );
}

/**
 * Repeats `attempt` while AWS does not know the key that signs it, or does not answer.
 * @throws what the last attempt threw when the time is over; anything else at once.
 */
export async function untilKnown<T>(
  pace: Pace,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  const end = pace.now() + pace.most;
  for (let wait = 250; ; wait = Math.min(wait * 2, 2_000)) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const passing = isUnknownKey(error) || (error instanceof AwsError && error.unreachable);
      if (!passing || pace.now() >= end) throw error;
    }
    await pace.pause(wait, signal);
  }
}
