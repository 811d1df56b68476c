import type { MfaField } from '../state.ts';
import type { Action } from './actions.ts';

/** How many digits a code has. */
export const CODE_LENGTH = 6;

/** The field for an MFA code; gone when the view is left. A code is used once, so it is never kept. */
export function reduceMfa(mfa: MfaField | null, action: Action): MfaField | null {
  switch (action.type) {
    case 'mfa-open': {
      const { profile, serial, eventId, problem } = action;
      return { profile, serial, eventId, problem, code: '' };
    }
    case 'mfa-code':
      return mfa && { ...mfa, code: digitsOf(action.code), problem: null };
    case 'mfa-problem':
      return mfa && { ...mfa, problem: action.problem };
    default:
      return mfa;
  }
}

/** Codes are shown in groups by some apps, and pasted so: only the digits count. */
function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '').slice(0, CODE_LENGTH);
}
