/** Building blocks of the reading panes: titles, labelled facts, wrapped paragraphs, scrolling. */
import type { Style } from '../text/paint.ts';
import { cell, line, type Span, t } from '../text/spans.ts';
import { wrapText } from '../text/wrap.ts';
import type { Ui } from './ui.ts';

export interface Pane {
  readonly ui: Ui;
  readonly columns: number;
}

/** Cells of a label column. */
const LABEL = 12;

/** A line of spans with the pane's margin of one. */
export function row(pane: Pane, ...spans: readonly Span[]): string {
  return line([t(' '), ...spans], pane.columns, pane.ui.paint, pane.ui.symbols.ellipsis);
}

/** A heading within a pane. */
export function title(pane: Pane, text: string): string {
  return row(pane, t(text.toUpperCase(), 'muted'));
}

/** `Label       value`, the value wrapped under itself. */
export function fact(pane: Pane, label: string, value: string, ...styles: Style[]): string[] {
  const room = pane.columns - LABEL - 2;
  if (room < 10) return [row(pane, t(`${label} `, 'muted'), t(value, ...styles))];
  return wrapText(value, room).map((text, index) =>
    row(pane, cell(index === 0 ? label : '', LABEL, '', 'muted'), t(text, ...styles)),
  );
}

/** Wrapped text; `indent` cells from the pane's margin. */
export function paragraph(pane: Pane, text: string, indent = 0, ...styles: Style[]): string[] {
  return wrapText(text, pane.columns - 2 - indent).map((part) =>
    row(pane, t(' '.repeat(indent)), t(part, ...styles)),
  );
}

/** The part of `lines` that fits, from `scroll` on; the last line says what is below. */
export function scrolled(
  pane: Pane,
  lines: readonly string[],
  scroll: number,
  rows: number,
): string[] {
  if (lines.length <= rows) return [...lines];
  const from = Math.max(0, Math.min(scroll, lines.length - rows));
  const shown = lines.slice(from, from + rows);
  const below = lines.length - from - rows;
  if (below > 0 && rows > 2) {
    shown[rows - 1] = row(pane, t(`${pane.ui.symbols.down} ${below + 1} more lines`, 'muted'));
  }
  return shown;
}
