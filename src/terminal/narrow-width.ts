/**
 * The width of texts that are as wide as they are long, without what makes measuring dear: the first
 * emoji test of a process compiles a regular expression for 25 ms, and the console's first frame needs
 * only ASCII, lines and a few symbols. The build puts this before `string-width` (.config/build.ts); a
 * property test holds it against the original.
 */

/** SGR (colours) and nothing else: other sequences are left to the original. */
const SGR = /\x1b\[[0-9;]*m/g;

/**
 * Printable ASCII; Latin letters; dashes, quotes, bullet and ellipsis; arrows; lines and blocks; the
 * console's own symbols. None of them joins with a neighbour, and none is an emoji or wide.
 */
const NARROW =
  /^[\x20-\x7e\u00a1-\u00a8\u00aa-\u00ac\u00af-\u024f\u2010-\u2015\u2018-\u201e\u2022\u2026\u2190-\u2193\u21c4\u2500-\u259f\u25d4\u2713\u2717\u276f]*$/;

/**
 * Columns of `text` on a terminal, colours not counted; null where only the original can say.
 */
export function narrowWidth(text: string): number | null {
  const plain = text.includes('\x1b') ? text.replace(SGR, '') : text;
  return NARROW.test(plain) ? plain.length : null;
}
