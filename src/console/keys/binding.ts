/** What a key of the console is declared as, and the views that keys are grouped by. */
import { selectedRow } from '../outcome.ts';
import type { ProfileRow } from '../ports.ts';
import type { State, View } from '../state.ts';

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
  | 'tryAgain'
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

export const LISTS: readonly View[] = ['list', 'sessions', 'log'];
export const READING: readonly View[] = ['list', 'sessions', 'log', 'whoami', 'help', 'firstrun'];
export const EVERYWHERE: readonly View[] = [...READING, 'breakglass', 'signin', 'mfa'];

/** A check that needs a selected row; where there is none it says so. */
export function onRow(
  check: (state: State, row: ProfileRow) => true | string,
): (state: State) => true | string {
  return (state) => {
    const row = selectedRow(state);
    if (row) return check(state, row);
    return state.list.rows.length > 0
      ? 'No profile matches the filter: Esc takes it away.'
      : 'There is no profile here yet.';
  };
}

/** A key that leads to a view means nothing in that view. */
export function notThere(view: View): (state: State) => true | string {
  return (state) => state.view !== view || 'This is it: Esc goes back.';
}
