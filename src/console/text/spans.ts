/**
 * Lines of the console: spans of foreign or own text with a style, laid out to an exact width.
 * Every text on screen is made here or in wrap.ts, so this is where it passes the sanitiser.
 */
import { visible } from '../../terminal/sanitise.ts';
import type { Paint, Style } from './paint.ts';
import { cut, width } from './width.ts';

/** A piece of text in one style; already safe to show. Made by `t` only. */
export interface Span {
  readonly text: string;
  readonly styles: readonly Style[];
}

/** No line of any terminal shows more; keeps a hostile megabyte out of every later step. */
const LONGEST = 2000;

/** Makes a span. Control, bidi and invisible characters of `text` become visible escapes. */
export function t(text: string, ...styles: readonly Style[]): Span {
  return { text: visible(text.length > LONGEST ? text.slice(0, LONGEST) : text), styles };
}

/** Cells a list of spans takes. */
export function spansWidth(spans: readonly Span[]): number {
  let cells = 0;
  for (const span of spans) cells += width(span.text);
  return cells;
}

/** Makes a span of exactly `cells`: cut with an ellipsis, or padded. */
export function cell(text: string, cells: number, ellipsis: string, ...styles: Style[]): Span {
  const fitted = cut(t(text).text, cells, ellipsis);
  return { text: fitted + ' '.repeat(Math.max(0, cells - width(fitted))), styles };
}

/** Paints spans into one line of at most `cells`; what does not fit is cut from the right. */
export function line(spans: readonly Span[], cells: number, paint: Paint, ellipsis = '…'): string {
  let out = '';
  let left = cells;
  for (const span of spans) {
    if (left <= 0) break;
    const wide = width(span.text);
    if (wide <= left) {
      out += paint(span.text, ...span.styles);
      left -= wide;
    } else {
      out += paint(cut(span.text, left, ellipsis), ...span.styles);
      left = 0;
    }
  }
  return out;
}

/** Paints `left` and, at the right edge, `right`; `right` yields first when both do not fit. */
export function edges(
  left: readonly Span[],
  right: readonly Span[],
  cells: number,
  paint: Paint,
  ellipsis = '…',
): string {
  const rightWide = spansWidth(right);
  const leftWide = spansWidth(left);
  if (leftWide + rightWide + 2 > cells) {
    const room = cells - rightWide - 2;
    if (room < Math.min(leftWide, 16)) return line(left, cells, paint, ellipsis);
    return edges(
      [{ text: lineText(left, room, ellipsis), styles: left[0]?.styles ?? [] }],
      right,
      cells,
      paint,
      ellipsis,
    );
  }
  const gap = ' '.repeat(cells - leftWide - rightWide);
  return line([...left, { text: gap, styles: [] }, ...right], cells, paint, ellipsis);
}

function lineText(spans: readonly Span[], cells: number, ellipsis: string): string {
  return cut(spans.map((span) => span.text).join(''), cells, ellipsis);
}
