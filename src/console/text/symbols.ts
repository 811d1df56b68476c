/** The console's signs, each one cell wide, and their stand-ins where the terminal is not UTF-8. */

import type { WeekSigns } from '../../policy/week-print.ts';

export interface Symbols {
  readonly allow: string;
  readonly deny: string;
  readonly approval: string;
  readonly server: string;
  readonly unstamped: string;
  readonly signin: string;
  readonly error: string;
  readonly checking: string;
  readonly glass: string;
  readonly pointer: string;
  readonly dot: string;
  readonly rule: string;
  readonly bar: string;
  readonly full: string;
  readonly empty: string;
  readonly ellipsis: string;
  readonly cursor: string;
  readonly up: string;
  readonly down: string;
}

const UNICODE: Symbols = {
  allow: '✓',
  deny: '✗',
  approval: '◔',
  server: '⇄',
  unstamped: '!',
  signin: '?',
  error: '!',
  checking: '·',
  glass: '!',
  pointer: '❯',
  dot: '·',
  rule: '─',
  bar: '│',
  full: '█',
  empty: '░',
  ellipsis: '…',
  cursor: '▏',
  up: '↑',
  down: '↓',
};

const ASCII: Symbols = {
  allow: '+',
  deny: 'x',
  approval: '~',
  server: '=',
  unstamped: '!',
  signin: '?',
  error: '!',
  checking: '.',
  glass: '!',
  pointer: '>',
  dot: '-',
  rule: '-',
  bar: '|',
  full: '#',
  empty: '.',
  ellipsis: '~',
  cursor: '_',
  up: '^',
  down: 'v',
};

/** The signs of the hours in the map of a week: the verdicts' own. */
export function weekSigns({ allow, deny, approval, server }: Symbols): WeekSigns {
  return { allow, deny, approval, server, changes: '/' };
}

/** Gives the signs for a terminal that shows UTF-8, or the ones for one that does not. */
export function symbolsFor(utf8: boolean): Symbols {
  return utf8 ? UNICODE : ASCII;
}
