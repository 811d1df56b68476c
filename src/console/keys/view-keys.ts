/** The keys of the list and of the views that are read: what each of them opens or does. */
import { breakglassHelps, outcomeOf, selectedRow } from '../outcome.ts';
import type { State } from '../state.ts';
import { type KeyBinding, notThere, onRow, READING } from './binding.ts';

export const VIEW_KEYS: readonly KeyBinding[] = [
  {
    intent: 'open',
    keys: ['enter'],
    label: 'Enter',
    hint: (state) => enterHint(state),
    help: 'opens a shell with stamped credentials, signs in, or says why not and what would help',
    views: ['list'],
    footer: 1,
    applies: onRow(() => true),
  },
  {
    intent: 'tryAgain',
    keys: ['enter'],
    label: 'Enter',
    hint: () => 'try again',
    help: 'where a sign-in came to nothing: begins another',
    views: ['signin'],
    footer: 1,
    applies: ({ signIn }) =>
      signIn?.failure
        ? true
        : 'The sign-in goes on in your browser; this screen follows by itself.',
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
    help: "copies what is selected: the command, a session's stamp, a log line's ids, a sign-in's address; never a secret",
    views: ['list', 'sessions', 'log', 'whoami', 'signin'],
    footer: 6,
    applies: ({ view, signIn }) =>
      view !== 'signin' || signIn?.prompt ? true : 'There is no address to copy yet.',
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
];

const ENTER_HINTS = { shell: 'shell', signin: 'sign in', blocked: 'why not' } as const;

function enterHint(state: State): string {
  const row = selectedRow(state);
  return row ? ENTER_HINTS[outcomeOf(state, row).kind] : 'open';
}
