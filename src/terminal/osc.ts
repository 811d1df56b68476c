/** Operating system commands: sequences that speak to the terminal's window, not to its cells. */
import { visibleLine } from './sanitise.ts';

/** `ESC ] ... BEL`. BEL, since some terminals and old tmux know no other end. */
export function osc(...parts: readonly (string | number)[]): string {
  return `\x1b]${parts.join(';')}\x07`;
}

/**
 * Lets a sequence through tmux to the terminal around it. tmux drops it unless `allow-passthrough` is on.
 */
export function throughTmux(sequence: string): string {
  return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
}

/** Foreign text inside an OSC: one short line, with nothing that could end the sequence or divide it. */
export function oscText(text: string): string {
  return visibleLine(text, 120).replaceAll(';', ',');
}
