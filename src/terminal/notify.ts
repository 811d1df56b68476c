/** Calls a person back to the terminal: the bell, and a desktop notification where there is one. */
import type { Capabilities } from './capabilities.ts';
import { osc, oscText, throughTmux } from './osc.ts';

/**
 * What to write: BEL (tmux marks the window by it, so it is not wrapped), OSC 9 (iTerm2, kitty, WezTerm,
 * Windows Terminal, Ghostty) or OSC 777 (VTE, foot, rxvt), wrapped for tmux.
 */
export function notification(
  title: string,
  text: string,
  terminal: Pick<Capabilities, 'notification' | 'tmux'>,
): string {
  const kinds = { none: [], osc9: [9], osc777: [777], both: [9, 777] }[terminal.notification];
  // ConEmu reads `9;4;...` as a progress bar: the text must not begin with a digit. A title is a word.
  const sequences = kinds.map((kind) =>
    kind === 9
      ? osc(9, `Sentinel: ${oscText(title)}: ${oscText(text)}`)
      : osc(777, 'notify', oscText(`Sentinel: ${title}`), oscText(text)),
  );
  return `\x07${sequences.map((one) => (terminal.tmux ? throughTmux(one) : one)).join('')}`;
}
