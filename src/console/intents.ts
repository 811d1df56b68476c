/** What each intent of the key table does. */
import { copySelected } from './copying.ts';
import { type Io, loadLog, loadRecords, refresh, say } from './effects.ts';
import { startEmergency } from './emergency.ts';
import type { Intent } from './keys.ts';
import { layoutOf, listPage, recordsPage } from './layout.ts';
import { outcomeOf, selectedRow } from './outcome.ts';
import { openShell } from './shell.ts';
import { cancelSignIn, startSignIn } from './signing-in.ts';
import type { State, View } from './state.ts';
import { detailsEnd } from './view/details.ts';
import { helpEnd } from './view/reading.ts';
import { signInEnd } from './view/sign-in.ts';
import type { Ui } from './view/ui.ts';

/** What an intent has at hand; `now` is AWS's time, milliseconds. */
export interface Call {
  readonly io: Io;
  readonly ui: Ui;
  readonly now: () => number;
}

/** One entry an intent; what is long is a function below. */
export const INTENTS: Readonly<Record<Intent, (call: Call) => void>> = {
  open: ({ io }) => enter(io),
  breakglass: ({ io }) => void startEmergency(io),
  tryAgain: ({ io }) => tryAgain(io),
  sessions: (call) => {
    go(call, 'sessions');
    void loadRecords(call.io);
  },
  log: (call) => {
    go(call, 'log');
    void loadLog(call.io);
  },
  whoami: (call) => go(call, 'whoami'),
  help: (call) => go(call, 'help'),
  filter: ({ io }) => io.store.dispatch({ type: 'filter-open' }),
  details: ({ io }) => io.store.dispatch({ type: 'details-focus' }),
  copy: ({ io }) => void copySelected(io),
  refresh: ({ io }) => void askAgain(io),
  back: ({ io }) => back(io),
  quit: ({ io }) => (io.store.getState().back.length > 0 ? back(io) : io.ports.terminal.quit()),
  leave: ({ io }) => io.ports.terminal.quit(),
  suspend: ({ io }) => io.ports.terminal.suspend(),
  up: (call) => move(call, -1),
  down: (call) => move(call, 1),
  pageUp: (call) => move(call, -page(call.io)),
  pageDown: (call) => move(call, page(call.io)),
  first: (call) => move(call, 'first'),
  last: (call) => move(call, 'last'),
  // Not in this version: their keys never apply and say so, and nothing comes here.
  request: nothing,
  approvals: nothing,
  revoke: nothing,
  webConsole: nothing,
  newWindow: nothing,
};

function nothing(): void {}

function go({ io, now }: Call, view: View): void {
  io.store.dispatch({ type: 'tick', now: Math.floor(now() / 1000) * 1000 });
  io.store.dispatch({ type: 'go', view });
}

/** Holds the keyboard before anything else happens: what is typed behind Enter is the shell's. */
function enter(io: Io): void {
  const state = io.store.getState();
  const row = selectedRow(state);
  if (!row) return;
  const outcome = outcomeOf(state, row);
  if (outcome.kind === 'blocked') {
    say(io, 'warn', outcome.text, outcome.next);
    return;
  }
  if (outcome.kind === 'signin') {
    startSignIn(io, outcome.start);
    return;
  }
  io.ports.terminal.hold();
  void openShell(io, row.name, outcome.eventId);
}

function tryAgain(io: Io): void {
  const { signIn } = io.store.getState();
  if (signIn) startSignIn(io, signIn.start);
}

function back(io: Io): void {
  const { store } = io;
  const { view, list, log, about } = store.getState();
  if (view === 'signin') {
    cancelSignIn(io);
    return;
  }
  const filtered = view === 'log' ? log.filter.text : view === 'list' ? list.filter.text : '';
  if (view === 'list' && about.focused) {
    // Who leaves the pane finds its beginning there: below the list it is all one sees of it.
    store.dispatch({ type: 'move', by: 'first' });
    store.dispatch({ type: 'details-focus' });
  } else if (filtered !== '') store.dispatch({ type: 'filter-close', keep: false });
  else store.dispatch({ type: 'back' });
}

async function askAgain(io: Io): Promise<void> {
  const asking = 'Asking AWS and the policies again.';
  const message = { tone: 'info', text: asking, next: [], passing: true } as const;
  io.store.dispatch({ type: 'say', message });
  await Promise.all([refresh(io), io.store.getState().view === 'log' ? loadLog(io) : null]);
  if (io.store.getState().message === message) io.store.dispatch({ type: 'say', message: null });
}

function move({ io, ui }: Call, by: number | 'first' | 'last'): void {
  const { store } = io;
  const state = store.getState();
  const { view, about } = state;
  const scrolls = view === 'help' || view === 'signin' || (view === 'list' && about.focused);
  if (!scrolls) {
    store.dispatch({ type: 'move', by });
    return;
  }
  // A pane is scrolled no further than its end, so that the way back is as short.
  const { at, end } = scrollOf(state, ui);
  const most = Math.max(0, end - at);
  const step = by === 'last' ? most : by === 'first' ? -at : Math.min(by, most);
  store.dispatch({ type: 'move', by: step });
}

/** First line of the pane that is scrolled, and how far that can go. */
function scrollOf(state: State, ui: Ui): { at: number; end: number } {
  if (state.view === 'help') return { at: state.help.scroll, end: helpEnd(state, ui) };
  if (state.view === 'signin') {
    return { at: state.signIn?.scroll ?? 0, end: signInEnd(state, ui) };
  }
  return { at: state.about.scroll, end: detailsEnd(state, ui) };
}

function page(io: Io): number {
  const state = io.store.getState();
  const { body, pane } = layoutOf(state);
  if (state.view === 'help' || state.view === 'signin') return body - 1;
  if (state.view !== 'list') return recordsPage(state);
  return state.about.focused ? Math.max(1, pane.rows - 1) : listPage(state);
}
