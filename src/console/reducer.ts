/**
 * The console's state from one action to the next: small reducers, each for its own part, called from
 * here. To add a view: its name in state.ts, its part in reduce/, its keys in keys.ts, its component.
 */
import { ownKey } from './own.ts';
import { EMPTY_ABOUT, keepKnown, reduceAbout } from './reduce/about.ts';
import type { Action } from './reduce/actions.ts';
import { reduceForm } from './reduce/form.ts';
import { EMPTY_LIST, reduceList } from './reduce/list.ts';
import { reduceMfa } from './reduce/mfa.ts';
import { NOTHING_READ, reduceReading } from './reduce/reading.ts';
import { EMPTY_LOG, EMPTY_RECORDS, reduceLog, reduceRecords } from './reduce/records.ts';
import { reduceSignIn } from './reduce/sign-in.ts';
import type { Size, State } from './state.ts';

/** The state before anything is known. `now`: milliseconds. */
export function initialState(size: Size, now: number, command = 'sentinel'): State {
  return {
    size,
    command,
    now: wholeSecond(now),
    view: 'list',
    back: [],
    facts: null,
    own: new Set(),
    reading: NOTHING_READ,
    list: EMPTY_LIST,
    about: EMPTY_ABOUT,
    records: EMPTY_RECORDS,
    log: EMPTY_LOG,
    form: null,
    signIn: null,
    mfa: null,
    help: { scroll: 0 },
    message: null,
    busy: null,
  };
}

/** The next state. Returns the same object where nothing changed, so that nothing is drawn. */
export function reduce(state: State, action: Action): State {
  const next = quiet(parts(state, action), action);
  switch (action.type) {
    case 'resize':
      return sameSize(next.size, action.size) ? next : { ...next, size: action.size };
    case 'tick':
      return next.now === action.now ? next : { ...next, now: action.now };
    case 'facts':
      return { ...next, facts: action.facts };
    case 'own':
      // Who does not answer now is who it was.
      return { ...next, own: new Set([...next.own, ...action.arns.map(ownKey)]) };
    case 'unconfigured':
      return { ...next, view: 'firstrun', back: [] };
    case 'say':
      return { ...next, message: action.message };
    case 'busy':
      return { ...next, busy: action.what };
    case 'go':
      return gone(next, action.view);
    case 'form-open':
      return gone(next, 'breakglass');
    case 'signin-open':
      return gone(next, 'signin');
    case 'mfa-open':
      return gone(next, 'mfa');
    case 'back':
      return back(next);
    default:
      return next;
  }
}

/** Each part of the state sees what concerns it; moves and filters go to the view that is shown. */
function parts(state: State, action: Action): State {
  const { view } = state;
  const aimed = action.type === 'move' || action.type.startsWith('filter-');
  const scrolls = action.type === 'move' && view === 'list' && state.about.focused;
  const list =
    !aimed || (view === 'list' && !scrolls) ? reduceList(state.list, action) : state.list;
  const known = list.rows === state.list.rows ? state.about : sameRows(state, list.rows);
  const about = !aimed || view === 'list' ? reduceAbout(known, action) : known;
  const records =
    !aimed || view === 'sessions' ? reduceRecords(state.records, action) : state.records;
  const log = !aimed || view === 'log' ? reduceLog(state.log, action) : state.log;
  const reading = reduceReading(state.reading, action);
  const form = reduceForm(state.form, action);
  const signIn = !aimed || view === 'signin' ? reduceSignIn(state.signIn, action) : state.signIn;
  const mfa = reduceMfa(state.mfa, action);
  const help = view === 'help' ? scrollHelp(state.help, action) : state.help;
  const same =
    reading === state.reading &&
    list === state.list &&
    about === state.about &&
    records === state.records &&
    log === state.log &&
    form === state.form &&
    signIn === state.signIn &&
    mfa === state.mfa &&
    help === state.help;
  return same ? state : { ...state, reading, list, about, records, log, form, signIn, mfa, help };
}

/** What is known of a profile goes with its row: a new row is asked about anew, the others stay known. */
function sameRows(state: State, rows: State['list']['rows']): State['about'] {
  const before = new Set(state.list.rows);
  const same = new Set(rows.filter((row) => before.has(row)).map(({ name }) => name));
  return keepKnown(state.about, same);
}

/** A message stands until the person does something else. */
function quiet(state: State, action: Action): State {
  const acts =
    action.type === 'move' ||
    action.type === 'go' ||
    action.type === 'back' ||
    action.type === 'filter-open' ||
    action.type === 'filter-edit' ||
    action.type === 'form-edit' ||
    action.type === 'signin-open' ||
    action.type === 'mfa-open' ||
    action.type === 'form-field';
  return acts && state.message ? { ...state, message: null } : state;
}

function scrollHelp(help: State['help'], action: Action): State['help'] {
  // It is opened at its top, however it was left.
  if (action.type === 'go' || action.type === 'back') return { scroll: 0 };
  if (action.type !== 'move') return help;
  if (action.by === 'first') return { scroll: 0 };
  return { scroll: action.by === 'last' ? 9999 : Math.max(0, help.scroll + action.by) };
}

function gone(state: State, view: State['view']): State {
  if (state.view === view) return state;
  // A view that is already open further down is gone back to, so that Esc never walks in circles.
  const at = state.back.indexOf(view);
  const stack = at >= 0 ? state.back.slice(at + 1) : [state.view, ...state.back];
  return { ...state, view, back: stack };
}

function back(state: State): State {
  const [view, ...rest] = state.back;
  if (!view) return state;
  const form = state.view === 'breakglass' ? null : state.form;
  const signIn = state.view === 'signin' ? null : state.signIn;
  const mfa = state.view === 'mfa' ? null : state.mfa;
  return { ...state, view, back: rest, form, signIn, mfa };
}

function sameSize(a: Size, b: Size): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}
