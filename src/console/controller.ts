/**
 * From a key to what it does. The one place that knows which view takes which key; the key table says
 * what the keys outside of text fields mean, effects.ts and its neighbours do the work.
 */
import { copySelected } from './copying.ts';
import { type Io, loadLog, loadRecords, refresh, say } from './effects.ts';
import { keepDraft, leaveForm, startEmergency, stepField } from './emergency.ts';
import { bindingFor, type Intent, keyName, type PressedKey } from './keys.ts';
import { layoutOf, listPage, recordsPage } from './layout.ts';
import { outcomeOf, selectedRow } from './outcome.ts';
import { openShell } from './shell.ts';
import { editorKey, isText } from './typing.ts';
import { detailsEnd } from './view/details.ts';
import { FORM_LABEL } from './view/form.ts';
import { helpEnd } from './view/reading.ts';
import type { Ui } from './view/ui.ts';

export interface Controller {
  /** A key press, as Ink tells it. */
  press(input: string, key: PressedKey): void;
  /** A whole paste. */
  paste(text: string): void;
  /** Whether the last key was a character: a field that takes chords for letters asks this. */
  typedText(): boolean;
}

/** @param now AWS's time, milliseconds. */
export function createController(io: Io, ui: Ui, now: () => number): Controller {
  let typed = true;
  return {
    press(input, key) {
      const name = keyName(input, key);
      typed =
        isText(input, name) || ['enter', 'backspace', 'delete', 'left', 'right'].includes(name);
      pressed(io, ui, now, name, input);
    },
    paste: (text) => pasted(io, text),
    typedText: () => typed,
  };
}

function pressed(io: Io, ui: Ui, now: () => number, key: string, input: string): void {
  const state = io.store.getState();
  if (key === 'ctrl+c') return io.ports.terminal.quit();
  if (key === 'ctrl+z') return io.ports.terminal.suspend();
  // While something is asked of AWS nothing else is started on top of it.
  if (state.busy) return;
  if (state.view === 'breakglass') return formKey(io, key, input);
  if (filtering(io)) return filterKey(io, key, input);
  const binding = bindingFor(state, key);
  if (!binding) return;
  const applies = binding.applies?.(state) ?? true;
  if (applies !== true) return say(io, 'info', applies);
  run(io, ui, now, binding.intent);
}

function run(io: Io, ui: Ui, now: () => number, intent: Intent): void {
  const { store, ports } = io;
  const go = (view: 'sessions' | 'log' | 'whoami' | 'help') => {
    store.dispatch({ type: 'tick', now: Math.floor(now() / 1000) * 1000 });
    store.dispatch({ type: 'go', view });
  };
  switch (intent) {
    case 'open':
      return enter(io);
    case 'breakglass':
      return void startEmergency(io);
    case 'sessions':
      go('sessions');
      return void loadRecords(io);
    case 'log':
      go('log');
      return void loadLog(io);
    case 'whoami':
      return go('whoami');
    case 'help':
      return go('help');
    case 'filter':
      return store.dispatch({ type: 'filter-open' });
    case 'details':
      return store.dispatch({ type: 'details-focus' });
    case 'copy':
      return void copySelected(io);
    case 'refresh':
      say(io, 'info', 'Asking again.');
      if (store.getState().view === 'log') void loadLog(io);
      return void refresh(io).then(() => clearAsking(io));
    case 'back':
      return back(io);
    case 'quit':
      return store.getState().back.length > 0 ? back(io) : ports.terminal.quit();
    case 'up':
      return move(io, ui, -1);
    case 'down':
      return move(io, ui, 1);
    case 'pageUp':
      return move(io, ui, -page(io));
    case 'pageDown':
      return move(io, ui, page(io));
    case 'first':
      return move(io, ui, 'first');
    case 'last':
      return move(io, ui, 'last');
    default:
      // What is not in this version never applies, and has said why.
      return;
  }
}

/** Holds the keyboard before anything else happens: what is typed behind Enter is the shell's. */
function enter(io: Io): void {
  const state = io.store.getState();
  const row = selectedRow(state);
  if (!row) return;
  const outcome = outcomeOf(state, row);
  if (outcome.kind === 'blocked') return say(io, 'warn', outcome.text, outcome.next);
  io.ports.terminal.hold();
  void openShell(io, row.name, outcome.eventId);
}

function back(io: Io): void {
  const { store } = io;
  const { view, list, log, about } = store.getState();
  if (view === 'list' && about.focused) return store.dispatch({ type: 'details-focus' });
  const filtered = view === 'log' ? log.filter.text : view === 'list' ? list.filter.text : '';
  if (filtered !== '') return store.dispatch({ type: 'filter-close', keep: false });
  store.dispatch({ type: 'back' });
}

function move(io: Io, ui: Ui, by: number | 'first' | 'last'): void {
  const { store } = io;
  const state = store.getState();
  const scrolls = state.view === 'help' || (state.view === 'list' && state.about.focused);
  if (!scrolls) return store.dispatch({ type: 'move', by });
  // A pane is scrolled no further than its end, so that the way back is as short.
  const end = state.view === 'help' ? helpEnd(state, ui) : detailsEnd(state, ui);
  const at = state.view === 'help' ? state.help.scroll : state.about.scroll;
  const most = Math.max(0, end - at);
  const step = by === 'last' ? most : by === 'first' ? -at : Math.min(by, most);
  store.dispatch({ type: 'move', by: step });
}

function page(io: Io): number {
  const state = io.store.getState();
  if (state.view === 'list') {
    return state.about.focused ? Math.max(1, layoutOf(state).pane.rows - 1) : listPage(state);
  }
  return state.view === 'help' ? layoutOf(state).body - 1 : recordsPage(state);
}

function filtering(io: Io): boolean {
  const { view, list, log } = io.store.getState();
  return (view === 'list' && list.filtering) || (view === 'log' && log.filtering);
}

function filterKey(io: Io, key: string, input: string): void {
  const { store } = io;
  if (key === 'enter' || key === 'tab') return store.dispatch({ type: 'filter-close', keep: true });
  if (key === 'esc') return store.dispatch({ type: 'filter-close', keep: false });
  if (key === 'up' || key === 'down') {
    return store.dispatch({ type: 'move', by: key === 'up' ? -1 : 1 });
  }
  const edit = isText(input, key)
    ? ({ type: 'insert', text: input } as const)
    : editorKey(key, 10_000);
  if (!edit || (edit.type === 'insert' && edit.text === '\n')) return;
  store.dispatch({ type: 'filter-edit', edit });
}

function formKey(io: Io, key: string, input: string): void {
  const { store } = io;
  const form = store.getState().form;
  if (!form) return store.dispatch({ type: 'back' });
  if (key === 'esc') {
    // From the confirm page back to the form; from the form back to the list.
    return form.field === 'confirm' ? stepField(io, -1) : void leaveForm(io);
  }
  if (key === 'tab') return form.field === 'confirm' ? undefined : stepField(io, 1);
  if (key === 'shift+tab') return stepField(io, -1);
  if (form.field === 'justification') return justificationKey(io, key, input);
  if (form.field === 'confirm' && (key === 'up' || key === 'down')) {
    return store.dispatch({ type: 'form-scroll', by: key === 'up' ? -1 : 1 });
  }
  if (form.field === 'reasonCode' || form.field === 'confirm') return;
  if (key === 'up') return stepField(io, -1);
  if (key === 'down' && form.field === 'ticket') return stepField(io, 1);
  if (key === 'ctrl+u') {
    store.dispatch({ type: 'form-paste', field: form.field, value: '' });
    keepDraft(io);
  }
}

function justificationKey(io: Io, key: string, input: string): void {
  const { store } = io;
  if (key === 'enter') return stepField(io, 1);
  const cells = Math.max(10, layoutOf(store.getState()).columns - FORM_LABEL - 3) - 1;
  const edit = isText(input, key)
    ? ({ type: 'insert', text: input } as const)
    : editorKey(key, cells);
  if (!edit) return;
  store.dispatch({ type: 'form-edit', edit });
  keepDraft(io);
}

function pasted(io: Io, text: string): void {
  const { store } = io;
  const state = store.getState();
  if (state.busy) return;
  if (filtering(io)) {
    return store.dispatch({ type: 'filter-edit', edit: { type: 'insert', text: oneLine(text) } });
  }
  const form = state.view === 'breakglass' ? state.form : null;
  if (!form) return;
  switch (form.field) {
    case 'justification':
      store.dispatch({ type: 'form-edit', edit: { type: 'insert', text } });
      return keepDraft(io);
    case 'ticket':
    case 'duration':
      store.dispatch({
        type: 'form-paste',
        field: form.field,
        value: form[form.field] + oneLine(text),
      });
      return keepDraft(io);
    case 'confirm':
      return store.dispatch({
        type: 'form-paste',
        field: 'typed',
        value: form.typed + oneLine(text),
      });
    default:
      return;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function clearAsking(io: Io): void {
  if (io.store.getState().message?.text === 'Asking again.') {
    io.store.dispatch({ type: 'say', message: null });
  }
}
