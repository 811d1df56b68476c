/** Ctrl+C while the gate is at work: nothing is handed over, exit 130. */
import { SentinelError } from '../errors.ts';

/** Runs `work` with a signal that INT, TERM and HUP abort. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = () =>
    controller.abort(new SentinelError('interrupted', 'Interrupted; nothing was handed over.'));
  for (const name of SIGNALS) process.on(name, stop);
  try {
    return await work(controller.signal);
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
