/** Breaks text into lines of a width, at words where it can, and says where each line began. */
import { visible } from '../../terminal/sanitise.ts';
import { graphemes, isPlain, width } from './width.ts';

/** One line on screen of a longer text. Offsets are code units of the text; `end` is exclusive. */
export interface WrappedLine {
  readonly start: number;
  readonly end: number;
}

/** A character as it is shown: `shown` differs from `text` where the sanitiser made an escape. */
interface Piece {
  readonly text: string;
  readonly shown: string;
  readonly cells: number;
}

/**
 * Gives the lines that `text` takes at `cells` wide. Line breaks of the text are kept; a word longer
 * than a line is split. Blanks at a break stay at the end of their line, so that every offset of the
 * text is in exactly one line (an editor's cursor needs that).
 */
export function wrapOffsets(text: string, cells: number): WrappedLine[] {
  const room = Math.max(1, cells);
  const lines: WrappedLine[] = [];
  let start = 0;
  for (const paragraph of text.split('\n')) {
    wrapParagraph(paragraph, start, room, lines);
    start += paragraph.length + 1;
  }
  return lines;
}

/** The lines of `text` as strings that are safe to show; at most `most` of them. */
export function wrapText(text: string, cells: number, most = 200): string[] {
  const room = Math.max(1, cells);
  const safe = visible(text.slice(0, room * most), { newlines: true });
  return wrapOffsets(safe, room)
    .slice(0, most)
    .map((line) => safe.slice(line.start, line.end).trimEnd());
}

/** How one piece of text is shown, and how wide that is. */
export function piece(text: string): Piece {
  if (isPlain(text)) return { text, shown: text, cells: text.length };
  const shown = visible(text);
  return { text, shown, cells: width(shown) };
}

const SEPARATORS: ReadonlySet<string> = new Set(['/', ':', '=', ',']);

function wrapParagraph(text: string, from: number, room: number, lines: WrappedLine[]): void {
  let lineStart = 0;
  let used = 0;
  let at = 0;
  // Where the line may be broken, and how many cells stand behind that place.
  let breakAt = -1;
  let usedAtBreak = 0;
  // In a word too long for a line (an ARN) the better place is behind one of its own separators.
  let partAt = -1;
  let usedAtPart = 0;
  for (const part of graphemes(text)) {
    const { cells } = piece(part);
    const blank = part === ' ';
    // What is left behind a break at a word may still be too wide with this piece.
    while (used + cells > room && !blank && at > lineStart) {
      const byWord = breakAt > lineStart;
      const byPart = !byWord && partAt > lineStart;
      const end = byWord ? breakAt : byPart ? partAt : at;
      lines.push({ start: from + lineStart, end: from + end });
      lineStart = end;
      used = byWord ? used - usedAtBreak : byPart ? used - usedAtPart : 0;
      usedAtPart -= byWord ? usedAtBreak : 0;
      breakAt = -1;
      if (!byWord) partAt = -1;
    }
    used += cells;
    at += part.length;
    if (blank) {
      breakAt = at;
      usedAtBreak = used;
    } else if (SEPARATORS.has(part)) {
      partAt = at;
      usedAtPart = used;
    }
  }
  lines.push({ start: from + lineStart, end: from + text.length });
}
