/** Which columns the profile list has at a width, and how wide each is. */
import type { State } from '../state.ts';

export type ColumnName =
  | 'verdict'
  | 'profile'
  | 'when'
  | 'session'
  | 'role'
  | 'account'
  | 'rule'
  | 'why';

/** Name and cells of each column, left to right. */
export type ListColumns = readonly (readonly [ColumnName, number])[];

/** Left to right on screen. */
const ORDER: readonly ColumnName[] = [
  'verdict',
  'profile',
  'account',
  'role',
  'when',
  'session',
  'rule',
  'why',
];

/**
 * The verdict holds a sign, a blank, the mark of an assumed identity and the longest word, whether such a row
 * is there or not: nothing moves when one comes in.
 */
const VERDICT = 12;

/** The first that fit are shown; the numbers are [least, most] cells. */
const WANTED: readonly (readonly [ColumnName, number, number])[] = [
  ['verdict', VERDICT, VERDICT],
  ['profile', 10, 32],
  ['when', 11, 15],
  ['session', 6, 6],
  ['account', 12, 12],
  ['role', 12, 24],
  ['rule', 12, 22],
  ['why', 16, 400],
];

/** Cells between two columns. */
export const GAP = 2;

/** Names are what one looks for: up to so many cells they are not cut to make room for other columns. */
const WHOLE: Readonly<Partial<Record<ColumnName, number>>> = { profile: 20 };

/**
 * Divides `cells` among the columns; the pointer's margin of three is taken off first.
 * @param when the widest "until" or "from" among the rows in sight, cells.
 */
export function planColumns(state: State, cells: number, when: number): ListColumns {
  let room = cells - 3 + GAP;
  const given = new Map<ColumnName, number>();
  for (const [name, floor] of WANTED) {
    const wanted = name === 'when' ? when : Math.min(WHOLE[name] ?? 0, longest(state, name));
    const least = Math.max(floor, wanted);
    if (least + GAP > room) break;
    if (name === 'session' && state.records.sessions.length === 0) continue;
    given.set(name, least);
    room -= least + GAP;
  }
  // What is left goes to those that can use it, the profile's name first.
  for (const [name, , most] of WANTED) {
    const least = given.get(name);
    if (least === undefined) continue;
    const useful = Math.max(least, Math.min(most, longest(state, name)));
    const more = Math.min(room, useful - least);
    if (more <= 0) continue;
    given.set(name, least + more);
    room -= more;
  }
  return ORDER.flatMap((name) => {
    const wide = given.get(name);
    return wide === undefined ? [] : [[name, wide] as const];
  });
}

/** The longest entry of a column over all rows; columns of a fixed width ask for no more. */
function longest(state: State, name: ColumnName): number {
  const known: Readonly<Partial<Record<ColumnName, number>>> = state.list.longest;
  return known[name] ?? 0;
}
