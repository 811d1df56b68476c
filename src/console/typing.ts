/** Keys inside text: the justification's editor, the filter lines, and what the short fields share. */
import type { EditorAction } from './editor.ts';

/** What a key does in an editor of `cells` cells; null where it does nothing there. */
export function editorKey(key: string, cells: number): EditorAction | null {
  switch (key) {
    case 'backspace':
    case 'ctrl+h':
      return { type: 'backspace' };
    case 'delete':
    case 'ctrl+d':
      return { type: 'delete' };
    case 'left':
    case 'ctrl+b':
      return { type: 'left' };
    case 'right':
    case 'ctrl+f':
      return { type: 'right' };
    case 'up':
    case 'ctrl+p':
      return { type: 'up', cells };
    case 'down':
    case 'ctrl+n':
      return { type: 'down', cells };
    case 'home':
    case 'ctrl+a':
      return { type: 'lineStart', cells };
    case 'end':
    case 'ctrl+e':
      return { type: 'lineEnd', cells };
    case 'ctrl+left':
    case 'alt+left':
    case 'alt+b':
      return { type: 'wordLeft' };
    case 'ctrl+right':
    case 'alt+right':
    case 'alt+f':
      return { type: 'wordRight' };
    case 'ctrl+home':
      return { type: 'start' };
    case 'ctrl+end':
      return { type: 'end' };
    case 'ctrl+u':
      return { type: 'killToStart' };
    case 'ctrl+k':
      return { type: 'killToEnd' };
    case 'ctrl+w':
    case 'alt+backspace':
    case 'ctrl+backspace':
      return { type: 'killWord' };
    case 'ctrl+j':
    case 'alt+enter':
      return { type: 'insert', text: '\n' };
    case 'space':
      return { type: 'insert', text: ' ' };
    default:
      return null;
  }
}

/** True for a key that stands for itself: a character, not a chord and not a named key. */
export function isText(input: string, key: string): boolean {
  return input !== '' && (key === input || key === 'space') && !/^\p{Cc}/u.test(input);
}

/** A paste for a field of one line. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
