/** The code of an MFA device: the field, what is sent, and what is said when nothing is. */
import { type Io, say } from './effects.ts';
import { activeEvent } from './outcome.ts';
import { CODE_LENGTH } from './reduce/mfa.ts';
import { openShell } from './shell.ts';
import { until } from './text/times.ts';

/** Enter in the field: tries the issue again with the code. */
export function sendCode(io: Io): void {
  const { mfa, busy } = io.store.getState();
  if (!mfa || busy) return;
  const { code, profile, eventId } = mfa;
  if (code.length < CODE_LENGTH) {
    const text = code === '' ? 'Type the code first.' : `A code has ${CODE_LENGTH} digits.`;
    io.store.dispatch({ type: 'mfa-problem', problem: { text, next: [] } });
    return;
  }
  // From here on keys are the shell's.
  io.ports.terminal.hold();
  void openShell(io, profile, eventId, { mfaCode: code });
}

/** Esc: leaves the field. Nothing was issued; an emergency that is open stays so. */
export function cancelCode(io: Io): void {
  const state = io.store.getState();
  io.store.dispatch({ type: 'back' });
  if (!state.mfa) return;
  const { profile, eventId } = state.mfa;
  const event = eventId === null ? null : activeEvent(state, profile);
  const open = event
    ? `Your break-glass for ${profile} stays open until ${until(event.expiresAt, state.now)}: `
    : '';
  say(io, 'info', `Nothing was issued. ${open}Enter asks for a code again.`);
}
