import { setTimeout as sleep } from 'node:timers/promises';
import { monotonic } from '../monotonic.ts';
import { isBusy } from './sqlite.ts';

/**
 * Repeats `attempt` while another connection stands in its way (SQLite says busy), for at most `timeout`
 * milliseconds; then the busy error itself is thrown. Waits without blocking the event loop.
 */
export async function untilFree<T>(timeout: number, attempt: () => T): Promise<T> {
  const deadline = monotonic() + timeout;
  for (let pause = 1; ; pause = Math.min(pause * 1.5, 20)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || monotonic() >= deadline) throw error;
    }
    // Jitter, so that fifty waiters do not come back in step. Nothing secret hangs on it.
    await sleep(pause * (0.5 + Math.random()));
  }
}
