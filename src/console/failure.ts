/** From whatever was thrown to what the person reads. */
import { describeBug } from '../bug.ts';
import { SentinelError } from '../errors.ts';
import type { Failure } from './state.ts';

/**
 * One sentence and the next steps. What nobody meant to happen is called a bug, without its message:
 * that may hold a secret.
 */
export function toFailure(error: unknown): Failure {
  if (error instanceof SentinelError) return { text: error.message, next: error.next };
  return { text: describeBug(error).replace(/^sentinel: /, ''), next: [] };
}
