/** What the message line says, and how many lines of the screen that takes. Pure. */
import { visible } from '../terminal/sanitise.ts';
import type { Message, State } from './state.ts';
import { type WrappedLine, wrapOffsets } from './text/wrap.ts';

/** A message takes so many lines at most; what is longer ends in an ellipsis. */
const MOST = 3;

/** Stands before each next step; the view shows the terminal's own sign instead. */
export const NEXT_SIGN = '>';

export interface MessageText {
  /** Safe to show: the sentence, then the next steps, each behind NEXT_SIGN. */
  readonly text: string;
  /** Where the sentence ends, and where the signs stand: offsets into `text`. */
  readonly sentence: number;
  readonly signs: readonly number[];
  readonly lines: readonly WrappedLine[];
}

/** What is to be told now: what just happened, or that the list is an old one; null: nothing. */
export function messageOf(state: State): Message | null {
  const { list, reading } = state;
  if (state.message && !(state.message.passing && reading.progress)) return state.message;
  if (list.rows.length === 0) return null;
  // While it is asked again what failed before is old.
  if (reading.progress) return null;
  if (list.failure) return { tone: 'warn', text: `Not refreshed: ${list.failure.text}`, next: [] };
  if (reading.goodAt === null || reading.failedAt === null) return null;
  return { tone: 'warn', text: 'Not refreshed: the rows say why. R asks again.', next: [] };
}

/** Breaks a message into at most `most` lines of `columns`, with a margin of one. */
export function messageText(message: Message, columns: number, most: number): MessageText {
  // No more than could be shown is looked at, however long it is; and a wide character takes two.
  const room = columns * (MOST + 1);
  let text = visible(message.text.slice(0, room));
  const sentence = text.length;
  const signs: number[] = [];
  for (const next of message.next) {
    signs.push(text.length + 2);
    text += `  ${NEXT_SIGN} ${visible(next.slice(0, room))}`;
  }
  const lines = wrapOffsets(text, columns - 2).slice(0, most);
  const last = lines.at(-1);
  // The last line has all the rest; the view cuts it.
  if (last) lines[lines.length - 1] = { start: last.start, end: text.length };
  return { text, sentence, signs, lines };
}

/**
 * Lines that the message takes at this moment, at least one.
 * @param body lines between header and footer if it took one; some of them stay.
 */
export function messageRows(state: State, body: number): number {
  // The form at its smallest needs six lines.
  const most = Math.min(MOST, Math.max(1, body - 5));
  const message = state.busy ? null : messageOf(state);
  if (!message || most === 1) return 1;
  return Math.max(1, messageText(message, state.size.columns, most).lines.length);
}
