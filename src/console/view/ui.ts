/** What a view needs beside the state: how to paint, which signs, and whether this is the sandbox. */
import type { Kind } from '../outcome.ts';
import type { Paint, Style } from '../text/paint.ts';
import type { Symbols } from '../text/symbols.ts';

export interface Ui {
  readonly paint: Paint;
  readonly symbols: Symbols;
  /** The SANDBOX mark: who one is there; null against the real AWS. */
  readonly sandbox: { readonly as: string } | null;
}

/** The colour of a verdict; its symbol and word say the same without colour. */
export const KIND_STYLES: Readonly<Record<Kind, Style>> = {
  allow: 'ok',
  deny: 'bad',
  approval: 'warn',
  server: 'info',
  unstamped: 'odd',
  signin: 'warn',
  error: 'bad',
  checking: 'muted',
  glass: 'odd',
};
