/** How wide text is in terminal cells, with the common case (printable ASCII) made cheap. */
import stringWidth from 'string-width';

const PLAIN = /^[\x20-\x7e]*$/;

/** True for printable ASCII only: one cell, one code unit and one grapheme each. */
export function isPlain(text: string): boolean {
  return PLAIN.test(text);
}

/** Cells that `text` takes on one line of a terminal. */
export function width(text: string): number {
  return PLAIN.test(text) ? text.length : stringWidth(text);
}

let segmenter: Intl.Segmenter | undefined;

/** Splits text into what a reader sees as characters. */
export function graphemes(text: string): string[] {
  if (PLAIN.test(text)) return text.split('');
  // Built at first need: it costs some 9 ms, which a first frame of plain names never pays.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** Cuts `text` to at most `cells`, ending in `ellipsis` (one cell) where something was left out. */
export function cut(text: string, cells: number, ellipsis = '…'): string {
  if (cells <= 0) return '';
  if (PLAIN.test(text)) {
    return text.length <= cells ? text : text.slice(0, cells - 1) + ellipsis;
  }
  if (text.length <= cells * 4 && stringWidth(text) <= cells) return text;
  let out = '';
  let used = 0;
  // Nobody shows more than this many code units in one line, however long the text is.
  for (const part of graphemes(text.slice(0, cells * 16))) {
    const wide = stringWidth(part);
    if (used + wide > cells - 1) break;
    out += part;
    used += wide;
  }
  return out + ellipsis;
}
