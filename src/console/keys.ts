/**
 * The console's keys: one table from which input, the footer's hints, help and README come.
 * A key that does not apply now says why, so no press is ever silent.
 */
import type { KeyBinding } from './keys/binding.ts';
import { LATER_KEYS } from './keys/later-keys.ts';
import { MOVING_KEYS } from './keys/moving-keys.ts';
import { VIEW_KEYS } from './keys/view-keys.ts';
import type { State } from './state.ts';

export type { Intent, KeyBinding } from './keys/binding.ts';

/** All keys outside of text fields. Within a view the first binding that holds the key counts. */
export const KEYS: readonly KeyBinding[] = [...VIEW_KEYS, ...LATER_KEYS, ...MOVING_KEYS];

/** Keys inside text fields, for help and README; the fields themselves handle them. */
export const FIELD_KEYS: readonly { readonly label: string; readonly help: string }[] = [
  { label: 'Enter', help: 'next field; on the last page, and behind an MFA code, it sends' },
  { label: 'Tab Shift+Tab', help: 'next and previous field' },
  { label: 'Ctrl+J Alt+Enter', help: 'a line break in the justification' },
  { label: 'Ctrl+U Ctrl+K Ctrl+W', help: 'delete to the start, to the end, the word before' },
  { label: 'Alt+B Alt+F', help: 'a word back, a word on' },
  { label: 'Esc', help: 'leaves the form; what was typed is offered again, but for an MFA code' },
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
