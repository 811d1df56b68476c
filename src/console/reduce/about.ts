import type { AboutState } from '../state.ts';
import type { Action } from './actions.ts';

export const EMPTY_ABOUT: AboutState = {
  explained: {},
  offers: {},
  weeks: {},
  scroll: 0,
  focused: false,
};

/** What is known of single profiles, and the details pane's scroll. */
export function reduceAbout(about: AboutState, action: Action): AboutState {
  switch (action.type) {
    case 'explained':
      return { ...about, explained: { ...about.explained, [action.profile]: action.result } };
    case 'offered':
      return { ...about, offers: { ...about.offers, [action.profile]: action.offer } };
    case 'week':
      return { ...about, weeks: { ...about.weeks, [action.profile]: action.week } };
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

/** Forgets all profiles but these: a new verdict makes old reasoning stale. */
export function keepKnown(about: AboutState, names: ReadonlySet<string>): AboutState {
  return {
    ...about,
    explained: only(about.explained, names),
    offers: only(about.offers, names),
    weeks: only(about.weeks, names),
  };
}

function only<T>(known: Readonly<Record<string, T>>, names: ReadonlySet<string>) {
  return Object.fromEntries(Object.entries(known).filter(([name]) => names.has(name)));
}
