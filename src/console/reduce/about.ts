import type { AboutState } from '../state.ts';
import type { Action } from './actions.ts';

export const EMPTY_ABOUT: AboutState = { explained: {}, offers: {}, scroll: 0, focused: false };

/** What is known of single profiles, and the details pane's scroll. */
export function reduceAbout(about: AboutState, action: Action): AboutState {
  switch (action.type) {
    case 'explained':
      return { ...about, explained: { ...about.explained, [action.profile]: action.result } };
    case 'offered':
      return { ...about, offers: { ...about.offers, [action.profile]: action.offer } };
    case 'rows':
      // New verdicts make old reasoning stale; what is selected is asked for again.
      return { ...about, explained: {}, offers: {} };
    case 'move':
      if (!about.focused) return about.scroll === 0 ? about : { ...about, scroll: 0 };
      if (action.by === 'first') return { ...about, scroll: 0 };
      // The pane knows its length; it shows its last page for any number too large.
      return {
        ...about,
        scroll: action.by === 'last' ? 9999 : Math.max(0, about.scroll + action.by),
      };
    case 'details-focus':
      return { ...about, focused: !about.focused };
    case 'go':
    case 'filter-open':
      return about.focused ? { ...about, focused: false } : about;
    default:
      return about;
  }
}
