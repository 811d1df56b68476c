import type { LogLine } from '../../audit/types.ts';
import { edit, editorOf } from '../editor.ts';
import { filterIndexes, type Searchable, searchable } from '../filter.ts';
import type { LogState, RecordsState } from '../state.ts';
import type { Action } from './actions.ts';
import { movedCursor } from './list.ts';

export const EMPTY_RECORDS: RecordsState = {
  sessions: [],
  events: [],
  loaded: false,
  failure: null,
  cursor: 0,
};

export const EMPTY_LOG: LogState = {
  lines: [],
  shown: [],
  loaded: false,
  failure: null,
  cursor: 0,
  filter: editorOf(''),
  filtering: false,
};

/** Sessions and break-glass events. `move` comes here only for the sessions view. */
export function reduceRecords(records: RecordsState, action: Action): RecordsState {
  switch (action.type) {
    case 'records': {
      const { sessions, events } = action;
      const id = records.sessions[records.cursor]?.id;
      const at = sessions.findIndex((session) => session.id === id);
      const cursor = at >= 0 ? at : movedCursor(records.cursor, 0, sessions.length);
      return { sessions, events, loaded: true, failure: null, cursor };
    }
    case 'records-failed':
      return { ...records, loaded: true, failure: action.failure };
    case 'move':
      return {
        ...records,
        cursor: movedCursor(records.cursor, action.by, records.sessions.length),
      };
    default:
      return records;
  }
}

/** The decision log. `move` and the filter's actions come here only for the log view. */
export function reduceLog(log: LogState, action: Action): LogState {
  switch (action.type) {
    case 'log':
      return withFilter({ ...log, lines: action.lines, loaded: true, failure: null });
    case 'log-failed':
      return { ...log, loaded: true, failure: action.failure };
    case 'move':
      return { ...log, cursor: movedCursor(log.cursor, action.by, log.shown.length) };
    case 'filter-open':
      return { ...log, filtering: true };
    case 'filter-close':
      return withFilter({
        ...log,
        filtering: false,
        filter: action.keep ? log.filter : editorOf(''),
      });
    case 'filter-edit':
      return withFilter({ ...log, filter: edit(log.filter, action.edit), cursor: 0 });
    default:
      return log;
  }
}

function withFilter(log: LogState): LogState {
  // Newest first is the order of a log; a filter thins it and never reshuffles it.
  const shown = filterIndexes(log.lines.map(searchOf), log.filter.text).sort((a, b) => a - b);
  return { ...log, shown, cursor: movedCursor(log.cursor, 0, shown.length) };
}

function searchOf(line: LogLine): Searchable {
  const { profile, event, effect, rule, user, source_identity, reason_code, ticket } = line;
  const fields = [profile, event, effect, rule, user, source_identity, reason_code, ticket];
  return searchable(fields.map((field) => field ?? ''));
}
