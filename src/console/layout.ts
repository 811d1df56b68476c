/** How the screen is divided at a size. Pure; every view asks here, so nothing is ever a line too many. */
import { messageRows } from './message.ts';
import type { Size, State } from './state.ts';

export interface Layout {
  /** Below 40x10 only a sentence fits. */
  readonly tooSmall: boolean;
  readonly columns: number;
  readonly rows: number;
  /** Lines of the header with its rule, without the skew banner. */
  readonly header: 1 | 3;
  readonly banner: 0 | 1;
  /** Lines of the message, 1 to 3: taken from the body. */
  readonly message: number;
  /** Lines between header and message. */
  readonly body: number;
  readonly details: 'right' | 'below' | 'hidden';
  /** The list pane with its heading. */
  readonly list: Size;
  /** The details pane; 0x0 when hidden. */
  readonly pane: Size;
}

/** Skew against AWS from which a banner is shown, milliseconds. */
export const SKEW_BANNER = 120_000;

const FOOTER = 1;

/** Divides the terminal for this state: details right from 100 columns, below under 100, hidden under 60. */
export function layoutOf(state: State): Layout {
  const { columns, rows } = state.size;
  const header = rows < 16 ? 1 : 3;
  const skew = state.facts?.skew ?? 0;
  const banner = Math.abs(skew) > SKEW_BANNER ? 1 : 0;
  const free = rows - header - banner - FOOTER;
  const message = messageRows(state, free - 1);
  const body = Math.max(1, free - message);
  const details = columns < 60 || body < 9 ? 'hidden' : columns < 100 ? 'below' : 'right';
  const base = {
    tooSmall: columns < 40 || rows < 10,
    columns,
    rows,
    header,
    banner,
    message,
    body,
    details,
  } as const;
  if (details === 'hidden') {
    return { ...base, list: { columns, rows: body }, pane: { columns: 0, rows: 0 } };
  }
  if (details === 'right') {
    const wide = Math.min(64, Math.max(38, Math.floor(columns * 0.37)));
    return {
      ...base,
      list: { columns: columns - wide - 1, rows: body },
      pane: { columns: wide, rows: body },
    };
  }
  // Below: the list keeps what it needs up to half of the room, the details take the rest.
  const half = Math.ceil(body * 0.5);
  const listRows = Math.max(4, Math.min(half, state.list.shown.length + 1 + filterLine(state)));
  return {
    ...base,
    list: { columns, rows: listRows },
    pane: { columns, rows: body - listRows },
  };
}

/** Rows of profiles that fit, without the heading and the filter line. */
export function listPage(state: State): number {
  return Math.max(1, layoutOf(state).list.rows - 1 - filterLine(state));
}

/** Entries of the sessions and log views that fit beside their heading, filter line and details. */
export function recordsPage(state: State): number {
  const { body } = layoutOf(state);
  const below = recordDetails(state);
  return Math.max(1, body - 1 - below - (state.view === 'log' && logFilterShown(state) ? 1 : 0));
}

/** Lines given to what the selected session or log line is, under its list. */
export function recordDetails(state: State): number {
  const { body } = layoutOf(state);
  return body < 10 ? 0 : Math.min(12, Math.floor(body * 0.5));
}

/** First entry of a window of `page` entries that keeps `cursor` in sight, near its middle. */
export function windowStart(cursor: number, page: number, count: number): number {
  return Math.max(0, Math.min(cursor - Math.floor(page / 2), count - page));
}

/** One where the profile list's filter line is shown. */
export function filterLine(state: State): 0 | 1 {
  return state.list.filtering || state.list.filter.text !== '' ? 1 : 0;
}

function logFilterShown(state: State): boolean {
  return state.log.filtering || state.log.filter.text !== '';
}
