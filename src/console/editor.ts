/**
 * A small text editor as a pure reducer: the justification, and the filter lines. It moves and deletes
 * by grapheme (what a reader sees as one character), so an emoji is never cut in half.
 */

import { graphemes, isPlain, width } from './text/width.ts';
import { wrapOffsets } from './text/wrap.ts';

export interface Editor {
  readonly text: string;
  /** Offset in code units, always between two graphemes. */
  readonly cursor: number;
  /** Cells from the left that up and down keep to; null: where the cursor is. */
  readonly goal: number | null;
}

export type EditorAction =
  | { readonly type: 'insert'; readonly text: string }
  | { readonly type: 'up' | 'down'; readonly cells: number }
  | { readonly type: 'lineStart' | 'lineEnd'; readonly cells: number }
  | {
      readonly type:
        | 'backspace'
        | 'delete'
        | 'left'
        | 'right'
        | 'wordLeft'
        | 'wordRight'
        | 'start'
        | 'end'
        | 'killToStart'
        | 'killToEnd'
        | 'killWord';
    };

/** An editor holding `text`, with the cursor behind it. */
export function editorOf(raw: string): Editor {
  const text = clean(raw);
  return { text, cursor: text.length, goal: null };
}

/** The next editor. Line breaks of a paste become `\n`, tabs a space; nothing else is changed. */
export function edit(editor: Editor, action: EditorAction): Editor {
  const { text, cursor } = editor;
  switch (action.type) {
    case 'insert':
      return insert(editor, action.text);
    case 'backspace':
      return remove(editor, before(text, cursor), cursor);
    case 'delete':
      return remove(editor, cursor, after(text, cursor));
    case 'left':
      return moved(editor, before(text, cursor));
    case 'right':
      return moved(editor, after(text, cursor));
    case 'wordLeft':
      return moved(editor, wordStart(text, cursor));
    case 'wordRight':
      return moved(editor, wordEnd(text, cursor));
    case 'start':
      return moved(editor, 0);
    case 'end':
      return moved(editor, text.length);
    case 'killToStart':
      return remove(editor, lineStart(text, cursor), cursor);
    case 'killToEnd':
      return remove(editor, cursor, lineEnd(text, cursor));
    case 'killWord':
      return remove(editor, wordStart(text, cursor), cursor);
    case 'lineStart':
    case 'lineEnd':
      return toLineEdge(editor, action.type, action.cells);
    case 'up':
    case 'down':
      return vertical(editor, action.type === 'up' ? -1 : 1, action.cells);
  }
}

/** Which wrapped line the cursor is on, and how many cells from its left. */
export function cursorPlace(editor: Editor, cells: number): { row: number; column: number } {
  const lines = wrapOffsets(editor.text, cells);
  const row = rowOf(lines, editor.cursor);
  const start = lines[row]?.start ?? 0;
  return { row, column: width(editor.text.slice(start, editor.cursor)) };
}

/** True where the cursor is on the first (`up`) or last (`down`) wrapped line: nothing lies further. */
export function onEdge(editor: Editor, way: 'up' | 'down', cells: number): boolean {
  const lines = wrapOffsets(editor.text, cells);
  return rowOf(lines, editor.cursor) === (way === 'up' ? 0 : lines.length - 1);
}

function insert(editor: Editor, raw: string): Editor {
  const added = clean(raw);
  const text = editor.text.slice(0, editor.cursor) + added + editor.text.slice(editor.cursor);
  // What was typed may have joined what stood beside it into one grapheme.
  return { text, cursor: boundary(text, editor.cursor + added.length), goal: null };
}

function clean(raw: string): string {
  return raw.replace(/\r\n?/g, '\n').replaceAll('\t', ' ');
}

function remove(editor: Editor, from: number, to: number): Editor {
  if (from === to) return editor;
  const text = editor.text.slice(0, from) + editor.text.slice(to);
  return { text, cursor: boundary(text, from), goal: null };
}

function moved(editor: Editor, cursor: number): Editor {
  return { ...editor, cursor, goal: null };
}

function toLineEdge(editor: Editor, which: 'lineStart' | 'lineEnd', cells: number): Editor {
  const lines = wrapOffsets(editor.text, cells);
  const row = rowOf(lines, editor.cursor);
  const line = lines[row] ?? { start: 0, end: 0 };
  if (which === 'lineStart') return moved(editor, line.start);
  const soft = lines[row + 1]?.start === line.end;
  return moved(editor, soft ? before(editor.text, line.end) : line.end);
}

function vertical(editor: Editor, by: -1 | 1, cells: number): Editor {
  const lines = wrapOffsets(editor.text, cells);
  const row = rowOf(lines, editor.cursor);
  const target = lines[row + by];
  if (!target) return moved(editor, by < 0 ? 0 : editor.text.length);
  const start = lines[row]?.start ?? 0;
  const goal = editor.goal ?? width(editor.text.slice(start, editor.cursor));
  const soft = lines[row + by + 1]?.start === target.end;
  let at = target.start;
  let used = 0;
  for (const part of graphemes(editor.text.slice(target.start, target.end))) {
    const wide = width(part);
    if (used + wide > goal) break;
    if (soft && at + part.length >= target.end) break;
    used += wide;
    at += part.length;
  }
  return { ...editor, cursor: at, goal };
}

/** The last line that begins at or before `offset`. */
function rowOf(lines: readonly { readonly start: number }[], offset: number): number {
  let row = 0;
  for (let index = 0; index < lines.length; index++) {
    if ((lines[index]?.start ?? 0) <= offset) row = index;
  }
  return row;
}

function lineStart(text: string, cursor: number): number {
  return text.lastIndexOf('\n', cursor - 1) + 1;
}

function lineEnd(text: string, cursor: number): number {
  const at = text.indexOf('\n', cursor);
  return at < 0 ? text.length : at;
}

/** Read from the line's start: what is one grapheme depends on what stands before it (flags). */
function before(text: string, cursor: number): number {
  if (cursor <= 0) return 0;
  if (text[cursor - 1] === '\n') return cursor - 1;
  const parts = graphemes(text.slice(lineStart(text, cursor), cursor));
  return cursor - (parts.at(-1)?.length ?? 1);
}

function after(text: string, cursor: number): number {
  if (cursor >= text.length) return text.length;
  if (text[cursor] === '\n') return cursor + 1;
  return cursor + (graphemes(text.slice(cursor, lineEnd(text, cursor)))[0]?.length ?? 1);
}

/** The nearest place at or after `offset` that is not inside a grapheme. */
function boundary(text: string, offset: number): number {
  if (offset <= 0 || offset >= text.length || isPlain(text)) return Math.min(offset, text.length);
  let at = 0;
  for (const part of graphemes(text)) {
    if (at >= offset) return at;
    at += part.length;
  }
  return text.length;
}

function wordStart(text: string, cursor: number): number {
  const parts = graphemes(text.slice(0, cursor));
  let at = cursor;
  const back = (blank: boolean) => {
    for (let last = parts.at(-1); last && isBlank(last) === blank; last = parts.at(-1)) {
      at -= last.length;
      parts.pop();
    }
  };
  back(true);
  back(false);
  return at;
}

function wordEnd(text: string, cursor: number): number {
  let at = cursor;
  let inWord = false;
  for (const part of graphemes(text.slice(cursor))) {
    if (isBlank(part) && inWord) break;
    inWord ||= !isBlank(part);
    at += part.length;
  }
  return at;
}

/** A blank with a mark on it is a character to its reader. */
function isBlank(part: string): boolean {
  return /^\s+$/.test(part);
}
