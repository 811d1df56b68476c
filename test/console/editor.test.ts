import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cursorPlace,
  type Editor,
  type EditorAction,
  edit,
  editorOf,
} from '../../src/console/editor.ts';
import { graphemes } from '../../src/console/text/width.ts';

/** `ab|c` is the text abc with the cursor behind b. */
function from(marked: string): Editor {
  const cursor = marked.indexOf('|');
  return { text: marked.replace('|', ''), cursor, goal: null };
}

function marked({ text, cursor }: Editor): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

const at = (type: 'up' | 'down' | 'lineStart' | 'lineEnd', cells = 10): EditorAction => ({
  type,
  cells,
});

const TABLE: [what: string, before: string, action: EditorAction, after: string][] = [
  ['inserts at the cursor', 'a|c', { type: 'insert', text: 'b' }, 'ab|c'],
  [
    'keeps line breaks of a paste, in one form',
    '|',
    { type: 'insert', text: 'a\r\nb\rc\td' },
    'a\nb\nc d|',
  ],
  ['deletes the character before', 'ab|c', { type: 'backspace' }, 'a|c'],
  ['deletes nothing before the start', '|abc', { type: 'backspace' }, '|abc'],
  ['deletes the character under the cursor', 'a|bc', { type: 'delete' }, 'a|c'],
  ['takes a family as one character', 'x👨‍👩‍👧|y', { type: 'backspace' }, 'x|y'],
  ['takes a letter with its marks as one', 'e\u0301\u0323|', { type: 'backspace' }, '|'],
  ['takes a flag as one, whatever flags stand before', '🇩🇪🇫🇷🇪🇸|', { type: 'left' }, '🇩🇪🇫🇷|🇪🇸'],
  ['joins lines', 'a\n|b', { type: 'backspace' }, 'a|b'],
  ['goes left over a line break', 'a\n|b', { type: 'left' }, 'a|\nb'],
  ['goes right over a line break', 'a|\nb', { type: 'right' }, 'a\n|b'],
  ['stops at the end', 'ab|', { type: 'right' }, 'ab|'],
  ['goes a word back', 'one two  |three', { type: 'wordLeft' }, 'one |two  three'],
  ['goes a word on', 'one| two three', { type: 'wordRight' }, 'one two| three'],
  ['goes to the start', 'one\ntw|o', { type: 'start' }, '|one\ntwo'],
  ['goes to the end', 'o|ne\ntwo', { type: 'end' }, 'one\ntwo|'],
  ['deletes to the start of the line', 'one\ntwo th|ree', { type: 'killToStart' }, 'one\n|ree'],
  ['deletes to the end of the line', 'one t|wo\nthree', { type: 'killToEnd' }, 'one t|\nthree'],
  ['deletes the word before', 'one two  |three', { type: 'killWord' }, 'one |three'],
  [
    'goes to the start of the line on screen',
    'one two three| four',
    at('lineStart'),
    'one two |three four',
  ],
  [
    'goes to the end of the line on screen',
    '|one two three four',
    at('lineEnd'),
    'one two| three four',
  ],
  ['goes up to the same cells', 'one two three|', at('up'), 'one t|wo three'],
  ['goes down to the same cells', 'one t|wo three', at('down'), 'one two three|'],
  ['goes up to the start from the first line', 'on|e', at('up'), '|one'],
  ['goes down to the end from the last line', 'on|e', at('down'), 'one|'],
];

describe('the editor', () => {
  it.each(TABLE)('%s', (_what, before, action, after) => {
    expect(marked(edit(from(before), action))).toBe(after);
  });

  it('keeps the cells it came from while going up and down over a short line', () => {
    let editor = from('long line\nx\nlong line|');
    editor = edit(editor, at('up', 40));
    expect(marked(editor)).toBe('long line\nx|\nlong line');
    editor = edit(editor, at('up', 40));
    expect(marked(editor)).toBe('long line|\nx\nlong line');
  });

  it('tells where the cursor is on screen', () => {
    expect(cursorPlace(from('one two three|'), 10)).toEqual({ row: 1, column: 5 });
    expect(cursorPlace(from('漢字|'), 10)).toEqual({ row: 0, column: 4 });
    expect(cursorPlace(from('a\n|'), 10)).toEqual({ row: 1, column: 0 });
  });
});

const cells = fc.integer({ min: 3, max: 40 });
const text = fc.string({
  unit: fc.constantFrom('a', ' ', '\n', 'é', '漢', '👩‍🚀', '🇩🇪', '\u0301', '\u200d', 'ß'),
  maxLength: 30,
});
const action: fc.Arbitrary<EditorAction> = fc.oneof(
  fc.record({ type: fc.constant('insert' as const), text }),
  fc.record({
    type: fc.constantFrom('up' as const, 'down' as const, 'lineStart' as const, 'lineEnd' as const),
    cells,
  }),
  fc
    .constantFrom(
      'backspace',
      'delete',
      'left',
      'right',
      'wordLeft',
      'wordRight',
      'start',
      'end',
      'killToStart',
      'killToEnd',
      'killWord',
    )
    .map((type) => ({ type }) as EditorAction),
);

describe('the editor, whatever is typed', () => {
  it('keeps its cursor between two characters and its text whole', () => {
    fc.assert(
      fc.property(text, fc.array(action, { maxLength: 25 }), (start, actions) => {
        let editor = editorOf(start);
        for (const next of actions) {
          editor = edit(editor, next);
          const places = new Set([0]);
          let offset = 0;
          for (const part of graphemes(editor.text)) {
            offset += part.length;
            places.add(offset);
          }
          expect(places).toContain(editor.cursor);
          expect(editor.text.isWellFormed()).toBe(true);
        }
      }),
    );
  });

  it('changes no text by moving', () => {
    fc.assert(
      fc.property(text, cells, (start, wide) => {
        const types = ['left', 'right', 'wordLeft', 'wordRight', 'start', 'end'] as const;
        for (const type of types)
          expect(edit(editorOf(start), { type }).text).toBe(editorOf(start).text);
        for (const type of ['up', 'down', 'lineStart', 'lineEnd'] as const) {
          expect(edit(editorOf(start), { type, cells: wide }).text).toBe(editorOf(start).text);
        }
      }),
    );
  });

  it('takes back a typed letter with one backspace', () => {
    fc.assert(
      fc.property(text, (start) => {
        const before = editorOf(start);
        const after = edit(edit(before, { type: 'insert', text: 'x' }), { type: 'backspace' });
        expect(after.text).toBe(before.text);
        expect(after.cursor).toBe(before.cursor);
      }),
    );
  });

  it('is back where it was after going left and right', () => {
    fc.assert(
      fc.property(text, (start) => {
        const editor = editorOf(start);
        fc.pre(editor.text !== '');
        const back = edit(edit(editor, { type: 'left' }), { type: 'right' });
        expect(back.cursor).toBe(editor.cursor);
      }),
    );
  });
});
