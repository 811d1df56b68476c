import { detectCapabilities } from '../../terminal/capabilities.ts';
import { skipped, together, warning } from '../finding.ts';
import type { Check } from '../types.ts';

export const terminal: Check = {
  id: 'terminal',
  title: 'Terminal',
  about: 'what the terminal can do: UTF-8, colours, the clipboard (OSC 52)',
  async run(ctx) {
    const { stdout } = ctx.stdio;
    if (!stdout.isTTY) return skipped('stdout is no terminal.');
    const can = detectCapabilities(ctx.env, stdout, ctx.platform);
    const term = ctx.env['TERM'] || 'a terminal without TERM';
    const clipboard = can.tmux ? 'OSC 52 where tmux has set-clipboard on' : 'OSC 52';
    const has = [
      can.utf8 ? 'UTF-8' : null,
      can.colour ? 'colours' : 'no colours',
      can.osc ? `clipboard by ${clipboard}` : 'no clipboard',
    ].filter((one) => one !== null);
    const found = [];
    if (!can.smart) {
      found.push(
        warning(
          `TERM is ${ctx.env['TERM'] || 'not set'}: the console is printed as plain text.`,
          'export TERM=xterm-256color',
        ),
      );
    }
    if (!can.utf8 && ctx.env['TERM'] !== 'linux') {
      found.push(
        warning('The locale is not UTF-8: marks are drawn in ASCII.', 'export LC_ALL=C.UTF-8'),
      );
    }
    return together(found, `${term}: ${has.join(', ')}.`);
  },
};
