/**
 * Keys in the break-glass form. The reason list and the short fields are components that hear keys
 * themselves: here is what goes between the fields, and the justification's editor.
 */
import { onEdge } from './editor.ts';
import type { Io } from './effects.ts';
import { keepDraft, leaveForm, stepField } from './emergency.ts';
import type { FormState } from './state.ts';
import { editorKey, isText, oneLine } from './typing.ts';
import { editorCells, fieldCells } from './view/form.ts';

/** A key in the form: between fields, out of the form, or into the justification. */
export function formKey(io: Io, key: string, input: string): void {
  const { form } = io.store.getState();
  if (!form) io.store.dispatch({ type: 'back' });
  else if (form.sending) return;
  // Esc on the confirm page goes back to the form; in the form, back to the list.
  else if (key === 'esc' && form.field !== 'confirm') void leaveForm(io);
  else if (key === 'esc' || key === 'shift+tab') stepField(io, -1);
  else if (key === 'tab' && form.field !== 'confirm') stepField(io, 1);
  else if (form.field === 'justification') justificationKey(io, form, key, input);
  else if (form.field === 'confirm') confirmKey(io, key);
  else if (form.field !== 'reasonCode') shortFieldKey(io, form, key);
}

/** A whole paste, into the field that has the cursor. */
export function formPaste(io: Io, text: string): void {
  const { store } = io;
  const { form, view } = store.getState();
  if (view !== 'breakglass' || !form || form.field === 'reasonCode') return;
  if (form.field === 'justification') {
    store.dispatch({ type: 'form-edit', edit: { type: 'insert', text } });
    keepDraft(io);
  } else if (form.field === 'confirm') {
    store.dispatch({ type: 'form-paste', field: 'typed', value: form.typed + oneLine(text) });
  } else {
    const value = form[form.field] + oneLine(text);
    store.dispatch({ type: 'form-paste', field: form.field, value });
    keepDraft(io);
  }
}

function justificationKey(io: Io, form: FormState, key: string, input: string): void {
  if (key === 'enter') {
    stepField(io, 1);
    return;
  }
  const cells = editorCells(fieldCells(io.store.getState()));
  const edit = isText(input, key)
    ? ({ type: 'insert', text: input } as const)
    : editorKey(key, cells);
  if (!edit) return;
  // The arrows that lead into the text lead out of it too, where it has no line further that way.
  if (
    (edit.type === 'up' || edit.type === 'down') &&
    onEdge(form.justification, edit.type, cells)
  ) {
    stepField(io, edit.type === 'up' ? -1 : 1);
    return;
  }
  io.store.dispatch({ type: 'form-edit', edit });
  keepDraft(io);
}

function confirmKey(io: Io, key: string): void {
  if (key === 'up' || key === 'down') {
    io.store.dispatch({ type: 'form-scroll', by: key === 'up' ? -1 : 1 });
  }
}

function shortFieldKey(io: Io, form: FormState, key: string): void {
  if (key === 'up') stepField(io, -1);
  else if (key === 'down' && form.field === 'ticket') stepField(io, 1);
  else if (key === 'ctrl+u' && (form.field === 'ticket' || form.field === 'duration')) {
    io.store.dispatch({ type: 'form-paste', field: form.field, value: '' });
    keepDraft(io);
  }
}
