/** Keys for moving about, going back and leaving. */
import type { State, View } from '../state.ts';
import { EVERYWHERE, type Intent, type KeyBinding, LISTS, notThere, READING } from './binding.ts';

/** The views that are longer than a screen may be. */
const SCROLLED: readonly View[] = [...LISTS, 'help', 'signin'];

export const MOVING_KEYS: readonly KeyBinding[] = [
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
    hint: backHint,
    help: 'goes back; takes a filter away first; a half-filled form is kept as a draft; ends a sign-in',
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
    views: [...READING, 'signin'],
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

function backHint({ view, signIn }: State): string {
  if (view === 'breakglass') return 'back, keeps the draft';
  return view === 'signin' && !signIn?.failure ? 'cancel' : 'back';
}

function move(intent: Intent, keys: string[], label: string, help: string): KeyBinding {
  return { intent, keys, label, hint: () => '', help, views: SCROLLED };
}
