/** Puts a text on the person's clipboard through the terminal (OSC 52): works over ssh too. */
import type { Capabilities } from './capabilities.ts';
import { osc, throughTmux } from './osc.ts';

/** Several terminals drop longer ones, in bytes of base64 (xterm.js, kitty and hterm take more). */
const LIMIT = 74_994;

/**
 * What to write to copy `text`; undefined where the terminal cannot or the text is too long. No terminal
 * tells whether it did: say "sent to the clipboard". Never call it with a secret.
 * In tmux both ways are tried: `set-clipboard on` takes the plain form, `allow-passthrough` the wrapped.
 */
export function copySequence(
  text: string,
  terminal: Pick<Capabilities, 'osc' | 'tmux'>,
): string | undefined {
  const data = Buffer.from(text, 'utf8').toString('base64');
  if (!terminal.osc || data.length > LIMIT) return undefined;
  const sequence = osc(52, 'c', data);
  return terminal.tmux ? sequence + throughTmux(sequence) : sequence;
}
