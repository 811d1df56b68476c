/** From whatever was thrown to what the person reads. */
import { SentinelError } from '../errors.ts';
import type { Failure } from './state.ts';

/** One sentence and the next steps. A failure that is not the user's to know about is called a bug. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SentinelError) return { text: error.message, next: error.next };
  const what = error instanceof Error ? error.message : String(error);
  return { text: `Sentinel itself failed: ${what}`, next: ['please report it'] };
}
