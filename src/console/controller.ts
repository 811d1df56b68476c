/**
 * From a key to what it does: first the keys that always work, then the text field that is open, then
 * the key table. intents.ts, form-keys.ts, mfa-keys.ts and filter-keys.ts do what the keys mean.
 */
import { whyNot } from './dead-keys.ts';
import { type Io, say } from './effects.ts';
import { filterKey, filterPaste, isFiltering } from './filter-keys.ts';
import { formKey, formPaste } from './form-keys.ts';
import { INTENTS } from './intents.ts';
import { keyName, type PressedKey } from './key-names.ts';
import { bindingFor } from './keys.ts';
import { mfaKey, mfaPaste } from './mfa-keys.ts';
import { isText } from './typing.ts';
import type { Ui } from './view/ui.ts';

export interface Controller {
  /** A key press, as Ink tells it. */
  press(input: string, key: PressedKey): void;
  /** A whole paste. */
  paste(text: string): void;
  /** Whether the last key was one a short field knows: it would take Ctrl+U for the letter. */
  typedText(): boolean;
}

/** Named keys that ink-text-input handles as one expects. */
const FIELD_KEYS: ReadonlySet<string> = new Set(['enter', 'backspace', 'delete', 'left', 'right']);

/** @param now AWS's time, milliseconds. */
export function createController(io: Io, ui: Ui, now: () => number): Controller {
  let typed = true;
  return {
    press(input, key) {
      const name = keyName(input, key);
      typed = isText(input, name) || FIELD_KEYS.has(name);
      pressed({ io, ui, now }, name, input);
    },
    paste(text) {
      // While something is asked of AWS nothing is changed under it.
      const { busy, view } = io.store.getState();
      if (busy) return;
      if (view === 'mfa') mfaPaste(io, text);
      else if (isFiltering(io)) filterPaste(io, text);
      else formPaste(io, text);
    },
    typedText: () => typed,
  };
}

function pressed(
  call: { readonly io: Io; readonly ui: Ui; readonly now: () => number },
  key: string,
  input: string,
): void {
  const { io } = call;
  const state = io.store.getState();
  if (key === 'ctrl+c') io.ports.terminal.quit();
  else if (key === 'ctrl+z') io.ports.terminal.suspend();
  else if (state.busy) return;
  else if (state.view === 'breakglass') formKey(io, key, input);
  else if (state.view === 'mfa') mfaKey(io, key, input);
  else if (isFiltering(io)) filterKey(io, key, input);
  else {
    const reason = whyNot(state, key);
    const binding = bindingFor(state, key);
    if (reason !== null) say(io, 'info', reason);
    else if (binding) INTENTS[binding.intent](call);
  }
}
