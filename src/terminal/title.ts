/** The terminal window's title (in tmux: the pane's). */
import type { Capabilities } from './capabilities.ts';
import { osc, oscText } from './osc.ts';

/**
 * What to write to set the title; empty where the terminal has none.
 * `saveTitle` before and `restoreTitle` behind bring the old one back, in terminals that keep a stack of
 * titles (XTWINOPS 22 and 23: xterm, VTE, kitty, iTerm2, tmux...); others ignore both.
 */
export function setTitle(text: string, terminal: Pick<Capabilities, 'osc'>): string {
  return terminal.osc ? osc(2, oscText(text)) : '';
}

export function saveTitle(terminal: Pick<Capabilities, 'osc'>): string {
  return terminal.osc ? '\x1b[22;2t' : '';
}

export function restoreTitle(terminal: Pick<Capabilities, 'osc'>): string {
  return terminal.osc ? '\x1b[23;2t' : '';
}
