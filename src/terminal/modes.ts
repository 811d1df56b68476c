/** Terminal modes as escape sequences: what the console uses, and what others leave behind. */

export const LEAVE_ALTERNATE_SCREEN = '\x1b[?1049l';
export const SHOW_CURSOR = '\x1b[?25h';

/** Mouse reports in every form (1000-1006, 1015, 1016), focus reports, bracketed paste. */
const REPORTS_OFF = [1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004]
  .map((mode) => `\x1b[?${mode}l`)
  .join('');

/**
 * Ends whatever a killed program left switched on: reports, application keys, autowrap off, scroll region,
 * colours, line-drawing letters, a hidden or reshaped cursor, kitty's key protocol,
 * a synchronized update. The alternate screen is left by 1047, which is harmless where it is not in use
 * (1049 would move the cursor). The scroll region is reset between a save and a restore of the cursor;
 * origin mode is left alone, since resetting it sends the cursor home, over what the shell had written.
 */
export const CLEAR_LEFTOVERS = `\x1b[?2026l${REPORTS_OFF}\x1b[?1047l\x1b[<9u\x1b[>4m\x1b[?1l\x1b>\x1b[?7h\x1b7\x1b[r\x1b8\x1b[0m\x1b(B\x0f\x1b[0 q${SHOW_CURSOR}`;

/** Gives the terminal back from the console's own screen: for the ways out that run no more code. */
export const GIVE_BACK = `\x1b[?2026l${REPORTS_OFF}${LEAVE_ALTERNATE_SCREEN}\x1b[0m${SHOW_CURSOR}`;
