/** What is said when a key of the table is pressed where it means nothing, so that no press is silent. */
import { bindingFor, KEYS, type KeyBinding } from './keys.ts';
import type { State, View } from './state.ts';

const NAMES: Readonly<Record<View, string>> = {
  list: 'list',
  sessions: 'sessions view',
  log: 'log',
  whoami: 'who-am-I view',
  help: 'help',
  breakglass: 'form',
  firstrun: 'first screen',
  signin: 'sign-in',
  mfa: 'code field',
};

/** Views that nobody goes to for a key. */
const PASSING: ReadonlySet<View> = new Set(['firstrun', 'signin', 'mfa']);

/** Why this key does nothing now; null where it does something, or is no key of the table. */
export function whyNot(state: State, key: string): string | null {
  const binding = bindingFor(state, key);
  if (binding) {
    const applies = binding.applies?.(state) ?? true;
    return applies === true ? null : applies;
  }
  const elsewhere = KEYS.find(({ keys }) => keys.includes(key));
  return elsewhere ? outOfPlace(state, elsewhere) : null;
}

function outOfPlace(state: State, binding: KeyBinding): string {
  // The arrows: they have no hint, for they are everybody's.
  const does = binding.hint(state);
  if (does === '') return 'There is nothing to move through here.';
  const names = binding.views.filter((view) => !PASSING.has(view)).map((view) => NAMES[view]);
  const where = names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)}` : names[0];
  const what = binding.intent === 'open' ? 'open' : does;
  return `${binding.label} (${what}) is for the ${where}${way(state, binding)}.`;
}

/** How to get to where the key works. */
function way(state: State, binding: KeyBinding): string {
  if (binding.views.includes('list')) return state.back.length > 0 ? ': Esc goes back' : '';
  // A view has its own key, which is that of the intent of the same name.
  const view = binding.views[0];
  const door = KEYS.find(({ intent }) => intent === view);
  return door ? `: ${door.label} shows it` : '';
}
