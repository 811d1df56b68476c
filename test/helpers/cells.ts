/** Reads the cells of an xterm: as text for tests, with colours for the SVG. */
import type { Terminal } from '@xterm/headless';

/** The visible screen as text, one line a row, blanks at the ends of lines cut. */
export function screenText(term: Terminal): string {
  const buffer = term.buffer.active;
  const lines: string[] = [];
  for (let row = 0; row < term.rows; row++) {
    lines.push(buffer.getLine(buffer.viewportY + row)?.translateToString(true, 0, term.cols) ?? '');
  }
  return lines.join('\n').replace(/\n+$/, '');
}
