/** The filter line of the profile list and of the log. */
import type { Io } from './effects.ts';
import { editorKey, isText, oneLine } from './typing.ts';

/** A filter is one line, however long: its editor never wraps. */
const ENDLESS = 100_000;

/** True while keys go into a filter line. */
export function isFiltering(io: Io): boolean {
  const { view, list, log } = io.store.getState();
  return (view === 'list' && list.filtering) || (view === 'log' && log.filtering);
}

/** A key in a filter line: text, editing, Enter keeps the filter, Esc takes it away. */
export function filterKey(io: Io, key: string, input: string): void {
  const { store } = io;
  if (key === 'enter' || key === 'tab') store.dispatch({ type: 'filter-close', keep: true });
  else if (key === 'esc') store.dispatch({ type: 'filter-close', keep: false });
  else if (key === 'up' || key === 'down') {
    store.dispatch({ type: 'move', by: key === 'up' ? -1 : 1 });
  } else if (isText(input, key)) {
    store.dispatch({ type: 'filter-edit', edit: { type: 'insert', text: input } });
  } else {
    const edit = editorKey(key, ENDLESS);
    if (edit && edit.type !== 'insert') store.dispatch({ type: 'filter-edit', edit });
  }
}

/** A paste into a filter line; its line breaks become blanks. */
export function filterPaste(io: Io, text: string): void {
  io.store.dispatch({ type: 'filter-edit', edit: { type: 'insert', text: oneLine(text) } });
}
