/** What is asked of the person when the gate says that this alone is missing. */
import { SentinelError } from '../errors.ts';
import type { Io } from './effects.ts';
import { toFailure } from './failure.ts';
import type { Answers } from './ports.ts';
import { startSignIn } from './signing-in.ts';

/**
 * Opens the field for an MFA code, or begins the sign-in, where that is what `error` needs.
 * @param answers what was given with the call that failed: a code that did not do is said.
 * @returns false where nothing can be asked: the error is to be told.
 */
export function askFor(
  io: Io,
  error: unknown,
  call: { readonly profile: string; readonly eventId: string | null; readonly answers: Answers },
): boolean {
  const need = error instanceof SentinelError ? error.need : undefined;
  if (need?.kind === 'mfa') {
    const problem = call.answers.mfaCode === undefined ? null : toFailure(error);
    const { profile, eventId } = call;
    io.store.dispatch({ type: 'mfa-open', profile, serial: need.serial, eventId, problem });
    return true;
  }
  if (need?.kind === 'sso') {
    leaveField(io);
    startSignIn(io, need.start);
    return true;
  }
  leaveField(io);
  return false;
}

/** The field for a code has done its work. */
export function leaveField(io: Io): void {
  if (io.store.getState().view === 'mfa') io.store.dispatch({ type: 'back' });
}

/** True for an error that a sign-in would help. */
export function needsSignIn(error: unknown): boolean {
  return error instanceof SentinelError && error.need?.kind === 'sso';
}
