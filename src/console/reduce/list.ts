import { nameOf } from '../../sso/not-signed-in.ts';
import type { SsoStart } from '../../sso/types.ts';
import { edit, editorOf } from '../editor.ts';
import { filterIndexes, type Searchable, searchable } from '../filter.ts';
import { kindOf, roleName, wordOf } from '../outcome.ts';
import type { ProfileRow } from '../ports.ts';
import type { ListState } from '../state.ts';
import type { Action } from './actions.ts';

export const EMPTY_LIST: ListState = {
  status: 'loading',
  failure: null,
  rows: [],
  search: null,
  shown: [],
  cursor: 0,
  filter: editorOf(''),
  filtering: false,
  longest: { profile: 0, role: 0, rule: 0, why: 0 },
  changesAt: null,
};

/** The profile list: rows as they arrive, the cursor, the filter. `move` comes here only for the list view. */
export function reduceList(list: ListState, action: Action): ListState {
  switch (action.type) {
    case 'rows':
      return withRows({ ...list, status: 'ready', failure: null }, action.rows);
    case 'signed-in':
      return { ...list, rows: list.rows.map((row) => withoutNeed(row, action.start)) };
    case 'preview-failed':
      return {
        ...list,
        status: list.rows.length > 0 ? 'ready' : 'failed',
        failure: action.failure,
      };
    case 'refresh':
      // Old rows stay while new ones are asked for; the first time nothing changes at all.
      return list.status === 'failed' ? { ...list, status: 'loading', failure: null } : list;
    case 'move':
      return { ...list, cursor: movedCursor(list.cursor, action.by, list.shown.length) };
    case 'filter-open':
      return { ...list, filtering: true, search: list.search ?? searchOf(list.rows) };
    case 'filter-close':
      return action.keep
        ? { ...list, filtering: false }
        : filtered({ ...list, filtering: false }, '');
    case 'filter-edit': {
      const filter = edit(list.filter, action.edit);
      return filter.text === list.filter.text
        ? { ...list, filter }
        : filtered({ ...list, filter }, null);
    }
    default:
      return list;
  }
}

/** Where a cursor goes: `by` entries, or an end; never out of the list. */
export function movedCursor(cursor: number, by: number | 'first' | 'last', count: number): number {
  if (by === 'first' || count === 0) return 0;
  if (by === 'last') return count - 1;
  return Math.max(0, Math.min(count - 1, cursor + by));
}

function withRows(list: ListState, told: readonly ProfileRow[]): ListState {
  const rows = told.map((row, index) => whileAsked(row, list.rows[index]));
  const selected = nameAt(list);
  const search = list.filter.text === '' ? null : searchOf(rows);
  const shown = search ? filterIndexes(search, list.filter.text) : rows.map((_, index) => index);
  const facts = { longest: longestOf(rows), changesAt: nextChangeOf(rows) };
  return keepSelected({ ...list, ...facts, rows, search, shown }, selected);
}

/**
 * A profile that is being asked again keeps its last verdict meanwhile, so that Enter right after a shell
 * opens the next one instead of giving the keys behind it to the console. The gate decides anew anyway.
 */
function whileAsked(row: ProfileRow, before: ProfileRow | undefined): ProfileRow {
  if (row.verdict || row.problem || before?.name !== row.name) return row;
  // That somebody has to sign in is what may have changed meanwhile.
  if (before.problem?.need) return row;
  return before.roleArn === row.roleArn ? before : row;
}

/** A row that waited for this sign-in is being asked again. */
function withoutNeed(row: ProfileRow, start: SsoStart): ProfileRow {
  const need = row.problem?.need;
  return need?.kind === 'sso' && nameOf(need.start) === nameOf(start)
    ? { ...row, problem: null }
    : row;
}

/** Applies the filter's text (or `text`, where given) and keeps the selected profile where it can. */
function filtered(list: ListState, text: string | null): ListState {
  const filter = text === null ? list.filter : editorOf(text);
  const selected = nameAt(list);
  const search = list.search ?? searchOf(list.rows);
  const next = { ...list, filter, search, shown: filterIndexes(search, filter.text) };
  // While typing the best match is what is wanted; taking the filter away leaves one where one was.
  return text === null ? { ...next, cursor: 0 } : keepSelected(next, selected);
}

function keepSelected(list: ListState, name: string | null): ListState {
  const at = name === null ? -1 : list.shown.findIndex((index) => list.rows[index]?.name === name);
  return { ...list, cursor: at >= 0 ? at : movedCursor(list.cursor, 0, list.shown.length) };
}

function nameAt(list: ListState): string | null {
  const index = list.shown[list.cursor];
  return index === undefined ? null : (list.rows[index]?.name ?? null);
}

/** What the filter searches: name, verdict's word, account, role, rule. */
function searchOf(rows: readonly ProfileRow[]): Searchable[] {
  return rows.map((row) =>
    searchable([
      row.name,
      wordOf(row, kindOf(row)),
      row.account ?? '',
      roleName(row),
      row.verdict?.rule ?? '',
    ]),
  );
}

function longestOf(rows: readonly ProfileRow[]): ListState['longest'] {
  const longest = { profile: 0, role: 0, rule: 0, why: 0 };
  for (const row of rows) {
    longest.profile = Math.max(longest.profile, row.name.length);
    longest.role = Math.max(longest.role, roleName(row).length);
    longest.rule = Math.max(longest.rule, row.verdict?.rule?.length ?? 0);
    longest.why = Math.max(longest.why, (row.problem?.text ?? row.verdict?.reason ?? '').length);
  }
  return longest;
}

function nextChangeOf(rows: readonly ProfileRow[]): number | null {
  let next: number | null = null;
  for (const row of rows) {
    const at = row.verdict?.nextChange?.at;
    if (at !== undefined && (next === null || at < next)) next = at;
  }
  return next;
}
