/** Keys in the field for an MFA code: digits, deleting, Enter, Esc. */
import type { Io } from './effects.ts';
import { cancelCode, sendCode } from './mfa.ts';
import { isText } from './typing.ts';

/** A key in the field. */
export function mfaKey(io: Io, key: string, input: string): void {
  const { mfa } = io.store.getState();
  if (!mfa || key === 'esc') cancelCode(io);
  else if (key === 'enter') sendCode(io);
  else if (key === 'backspace' || key === 'ctrl+h') put(io, mfa.code.slice(0, -1));
  else if (key === 'ctrl+u' || key === 'ctrl+w') put(io, '');
  else if (/^[0-9]$/.test(input)) put(io, mfa.code + input);
  else if (isText(input, key) && key !== 'space') {
    const problem = { text: 'A code is made of digits only. Esc goes back.', next: [] };
    io.store.dispatch({ type: 'mfa-problem', problem });
  }
}

/** A paste: a whole code replaces what was there. */
export function mfaPaste(io: Io, text: string): void {
  const { mfa } = io.store.getState();
  if (!mfa) return;
  const digits = text.replace(/[^0-9]/g, '');
  put(io, digits.length >= 6 ? digits : mfa.code + digits);
}

function put(io: Io, code: string): void {
  io.store.dispatch({ type: 'mfa-code', code });
}
