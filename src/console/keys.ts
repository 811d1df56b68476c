/**
 * The console's keys: one table from which input, the footer's hints, help and README come.
 * A key that does not apply now says why, so no press is ever silent.
 */
import { breakglassHelps, outcomeOf, selectedRow } from './outcome.ts';
import type { State, View } from './state.ts';

export type Intent =
  | 'open'
  | 'breakglass'
  | 'request'
  | 'sessions'
  | 'approvals'
  | 'log'
  | 'whoami'
  | 'filter'
  | 'help'
  | 'copy'
  | 'refresh'
  | 'revoke'
  | 'webConsole'
  | 'newWindow'
  | 'details'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'back'
  | 'quit'
  | 'leave'
  | 'suspend';

export interface KeyBinding {
  readonly intent: Intent;
  /** As keyName() calls them; the first is the one shown. */
  readonly keys: readonly string[];
  /** What stands for the keys in help: `↑ ↓ j k`. */
  readonly label: string;
  /** One or two words for the footer. */
  readonly hint: (state: State) => string;
  /** A sentence for help and README. */
  readonly help: string;
  readonly views: readonly View[];
  /** Place in the footer, lower first; absent: not in the footer. */
  readonly footer?: number;
  /** True, or the sentence that says why not. */
  readonly applies?: (state: State) => true | string;
}

const LISTS: readonly View[] = ['list', 'sessions', 'log'];
const READING: readonly View[] = ['list', 'sessions', 'log', 'whoami', 'help', 'firstrun'];
const EVERYWHERE: readonly View[] = [...READING, 'breakglass'];

/** All keys outside of text fields. Within a view the first binding that holds the key counts. */
export const KEYS: readonly KeyBinding[] = [
  {
    intent: 'open',
    keys: ['enter'],
    label: 'Enter',
    hint: (state) => enterHint(state),
    help: 'opens a shell with stamped credentials, or says why not and what would help',
    views: ['list'],
    footer: 1,
    applies: onRow(() => true),
  },
  {
    intent: 'breakglass',
    keys: ['b'],
    label: 'b',
    hint: () => 'break glass',
    help: 'breaks the glass: emergency access with a reason, recorded, for a while',
    views: ['list'],
    footer: 2,
    applies: onRow(breakglassHelps),
  },
  {
    intent: 'sessions',
    keys: ['s'],
    label: 's',
    hint: () => 'sessions',
    help: 'the sessions: time left, stamp, how each was granted',
    views: READING,
    footer: 4,
  },
  {
    intent: 'log',
    keys: ['l'],
    label: 'l',
    hint: () => 'log',
    help: 'the decision log, newest first',
    views: READING,
    footer: 5,
  },
  {
    intent: 'whoami',
    keys: ['w'],
    label: 'w',
    hint: () => 'who am I',
    help: 'who you are to AWS, and whether your name counts in policies',
    views: READING,
    footer: 8,
    applies: notThere('whoami'),
  },
  {
    intent: 'filter',
    keys: ['/'],
    label: '/',
    hint: () => 'filter',
    help: 'filters: letters in order, several words, !word for what does not match',
    views: ['list', 'log'],
    footer: 3,
  },
  {
    intent: 'copy',
    keys: ['c'],
    label: 'c',
    hint: () => 'copy',
    help: "copies what is selected: the command, a session's stamp, a log line's ids; never a secret",
    views: ['list', 'sessions', 'log', 'whoami'],
    footer: 6,
  },
  {
    intent: 'details',
    keys: ['tab', 'shift+tab'],
    label: 'Tab',
    hint: (state) => (state.about.focused ? 'list' : 'details'),
    help: 'the arrows scroll the details; Tab again and they move in the list',
    views: ['list'],
    footer: 9,
  },
  {
    intent: 'refresh',
    keys: ['R', 'ctrl+l'],
    label: 'R',
    hint: () => 'refresh',
    help: 'asks AWS and the policies again',
    views: ['list', 'sessions', 'log', 'whoami', 'firstrun'],
    footer: 7,
  },
  {
    intent: 'request',
    keys: ['r'],
    label: 'r',
    hint: () => 'request',
    help: 'asks an approver for access (not in this version)',
    views: ['list'],
    applies: () =>
      'Access requests are not in this version yet: ask the owners of the role directly.',
  },
  {
    intent: 'approvals',
    keys: ['a'],
    label: 'a',
    hint: () => 'approvals',
    help: 'the inbox of requests to approve (not in this version)',
    views: LISTS,
    applies: () => 'There is no approvals inbox in this version yet.',
  },
  {
    intent: 'revoke',
    keys: ['x'],
    label: 'x',
    hint: () => 'revoke',
    help: 'revokes a session (not in this version)',
    views: ['sessions'],
    applies: () =>
      'Revoking is not in this version yet: the credentials end at the time shown, not before.',
  },
  {
    intent: 'webConsole',
    keys: ['o'],
    label: 'o',
    hint: () => 'web console',
    help: 'opens the AWS web console from a stamped session (not in this version)',
    views: ['list', 'sessions'],
    applies: () => 'Opening the AWS web console is not in this version yet.',
  },
  {
    intent: 'newWindow',
    keys: ['t'],
    label: 't',
    hint: () => 'tmux window',
    help: 'opens the shell in a new tmux window (not in this version)',
    views: ['list'],
    applies: () => 'Shells in new tmux windows are not in this version yet: Enter opens one here.',
  },
  move('up', ['up', 'k'], 'Up k', 'one up'),
  move('down', ['down', 'j'], 'Down j', 'one down'),
  move('pageUp', ['pageup', 'ctrl+b'], 'PgUp', 'a page up'),
  move('pageDown', ['pagedown', 'ctrl+f', 'space'], 'PgDn', 'a page down'),
  move('first', ['g', 'home'], 'g', 'to the first'),
  move('last', ['G', 'end'], 'G', 'to the last'),
  {
    intent: 'back',
    keys: ['esc'],
    label: 'Esc',
    hint: (state) => (state.view === 'breakglass' ? 'back, keeps the draft' : 'back'),
    help: 'goes back; takes a filter away first; a half-filled form is kept as a draft',
    views: EVERYWHERE,
    footer: 0,
    applies: (state) =>
      state.back.length > 0 || state.list.filter.text !== '' || state.about.focused
        ? true
        : 'This is the top: q quits.',
  },
  {
    intent: 'quit',
    keys: ['q'],
    label: 'q',
    hint: (state) => (state.back.length > 0 ? 'back' : 'quit'),
    help: 'quits from the top, goes back elsewhere',
    views: READING,
    footer: 10,
  },
  {
    intent: 'help',
    keys: ['?'],
    label: '?',
    hint: () => 'all keys',
    help: 'all keys',
    views: READING,
    footer: 99,
    applies: notThere('help'),
  },
  {
    intent: 'leave',
    keys: ['ctrl+c', 'ctrl+d'],
    label: 'Ctrl+C',
    hint: () => 'quit',
    help: 'leaves at once, from anywhere; a half-filled form is kept',
    views: EVERYWHERE,
  },
  {
    intent: 'suspend',
    keys: ['ctrl+z'],
    label: 'Ctrl+Z',
    hint: () => 'suspend',
    help: 'stops the console as any program; fg brings it back',
    views: EVERYWHERE,
  },
];

/** Keys inside text fields, for help and README; the fields themselves handle them. */
export const FIELD_KEYS: readonly { readonly label: string; readonly help: string }[] = [
  { label: 'Enter', help: 'next field; on the last page it sends' },
  { label: 'Tab Shift+Tab', help: 'next and previous field' },
  { label: 'Ctrl+J Alt+Enter', help: 'a line break in the justification' },
  { label: 'Ctrl+U Ctrl+K Ctrl+W', help: 'delete to the start, to the end, the word before' },
  { label: 'Alt+B Alt+F', help: 'a word back, a word on' },
  { label: 'Esc', help: 'leaves the form; what was typed is offered again' },
];

/** The binding of a key in the view that is shown; null where the key means nothing. */
export function bindingFor(state: State, key: string): KeyBinding | null {
  return (
    KEYS.find((binding) => binding.views.includes(state.view) && binding.keys.includes(key)) ?? null
  );
}

/** What the footer shows: bindings that apply now, the more useful first, `?` last. */
export function footerBindings(state: State): KeyBinding[] {
  return KEYS.filter(
    (binding) =>
      binding.footer !== undefined &&
      binding.views.includes(state.view) &&
      // Where one is already, and a second way back, are no news.
      binding.intent !== state.view &&
      !(binding.intent === 'quit' && state.back.length > 0) &&
      (binding.applies?.(state) ?? true) === true,
  ).sort((a, b) => (a.footer ?? 0) - (b.footer ?? 0));
}

function enterHint(state: State): string {
  const row = selectedRow(state);
  if (!row) return 'open';
  return outcomeOf(state, row).kind === 'shell' ? 'shell' : 'why not';
}

function onRow(
  check: (state: State, row: NonNullable<ReturnType<typeof selectedRow>>) => true | string,
): (state: State) => true | string {
  return (state) => {
    const row = selectedRow(state);
    if (row) return check(state, row);
    return state.list.rows.length > 0
      ? 'No profile matches the filter: Esc takes it away.'
      : 'There is no profile here yet.';
  };
}

function notThere(view: View): (state: State) => true | string {
  return (state) => state.view !== view || 'This is it: Esc goes back.';
}

function move(intent: Intent, keys: string[], label: string, help: string): KeyBinding {
  return { intent, keys, label, hint: () => '', help, views: [...LISTS, 'help'] };
}
