import { filterLine, layoutOf, listPage, windowStart } from '../layout.ts';
import { activeEvent, kindOf, roleName, selectedRow, wordOf } from '../outcome.ts';
import type { ProfileRow } from '../ports.ts';
import type { State } from '../state.ts';
import { cell, line, type Span, t } from '../text/spans.ts';
import { shortSpan, zoned } from '../text/times.ts';
import { left, live } from '../visible-times.ts';
import { GAP, type ListColumns, planColumns } from './list-columns.ts';
import { KIND_STYLES, type Ui } from './ui.ts';

/** The profile list: heading, filter line when there is a filter, and only the rows in sight. */
export function listLines(state: State, ui: Ui): string[] {
  const { list: room } = layoutOf(state);
  const { list } = state;
  if (list.rows.length === 0) return emptyList(state, ui);
  const page = listPage(state);
  const from = windowStart(list.cursor, page, list.shown.length);
  const rows = list.shown.slice(from, from + page).map((index) => list.rows[index] as ProfileRow);
  const when = Math.max(0, ...rows.map((row) => whenText(state, row).length));
  const columns = planColumns(state, room.columns, when);
  const lines = [heading(columns, room.columns, ui, from, from + rows.length < list.shown.length)];
  if (filterLine(state)) lines.push(filterRow(state, ui, room.columns));
  const ends = sessionEnds(state);
  const selected = selectedRow(state);
  for (const row of rows) {
    lines.push(
      rowLine(state, ui, row, columns, row === selected, ends.get(row.name), room.columns),
    );
  }
  if (list.shown.length === 0)
    lines.push(
      line(
        [t('   Nothing matches. '), t('Esc takes the filter away.', 'muted')],
        room.columns,
        ui.paint,
      ),
    );
  return lines;
}

/** The line the filter is typed in, with how many are left of all. */
export function filterRow(
  state: State,
  ui: Ui,
  columns: number,
  source: 'list' | 'log' = 'list',
): string {
  const { filter, filtering, shown } = state[source];
  const all = source === 'list' ? state.list.rows.length : state.log.lines.length;
  const spans = [t(' / ', 'accent', 'strong'), t(filter.text.slice(0, filter.cursor))];
  if (filtering) {
    const under = filter.text.slice(filter.cursor, filter.cursor + 1) || ' ';
    spans.push(t(under, 'mark'), t(filter.text.slice(filter.cursor + 1)));
  } else spans.push(t(filter.text.slice(filter.cursor)));
  spans.push(t(`  ${shown.length}/${all}`, 'muted'));
  return line(spans, columns, ui.paint, ui.symbols.ellipsis);
}

function emptyList(state: State, ui: Ui): string[] {
  const { list } = layoutOf(state);
  const { failure, status } = state.list;
  if (status === 'loading') {
    return [
      '',
      line(
        [t('   Reading your profiles and what policy says to each'), t(ui.symbols.ellipsis)],
        list.columns,
        ui.paint,
      ),
    ];
  }
  if (failure) return [];
  return [
    '',
    line([t('   No profiles in your AWS config.')], list.columns, ui.paint),
    line(
      [t('   `sentinel --sandbox` shows what this is like with some.', 'muted')],
      list.columns,
      ui.paint,
    ),
  ];
}

function heading(
  columns: ListColumns,
  cells: number,
  ui: Ui,
  above: number,
  more: boolean,
): string {
  // In the pointer's margin: at the right edge they would cost the last column's heading.
  const arrows = `${above > 0 ? ui.symbols.up : ' '}${more ? ui.symbols.down : ' '} `;
  const spans = [t(arrows, 'muted')];
  for (const [name, wide] of columns)
    spans.push(cell(HEADINGS[name], wide, '', 'muted'), t(' '.repeat(GAP)));
  return line(spans, cells, ui.paint, '').trimEnd();
}

const HEADINGS = {
  verdict: 'VERDICT',
  profile: 'PROFILE',
  when: 'UNTIL/FROM',
  session: 'LIVE',
  role: 'ROLE',
  account: 'ACCOUNT',
  rule: 'RULE',
  why: 'WHY',
} as const;

function rowLine(
  state: State,
  ui: Ui,
  row: ProfileRow,
  columns: ListColumns,
  selected: boolean,
  sessionEnd: number | undefined,
  cells: number,
): string {
  const kind = kindOf(row, activeEvent(state, row.name));
  const end = ui.symbols.ellipsis;
  const bold = selected ? (['strong'] as const) : [];
  const spans: Span[] = [selected ? t(` ${ui.symbols.pointer} `, 'accent', 'strong') : t('   ')];
  for (const [at, [name, wide]] of columns.entries()) {
    // Behind the last column there is none: it would cost that its last cell.
    if (at > 0) spans.push(t(' '.repeat(GAP)));
    if (name === 'verdict') {
      spans.push(
        cell(`${ui.symbols[kind]} ${wordOf(row, kind)}`, wide, end, KIND_STYLES[kind], ...bold),
      );
    } else if (name === 'profile') {
      const mark = selected && !state.about.focused ? (['mark'] as const) : [];
      spans.push(cell(row.name, wide, end, ...bold, ...mark));
    } else {
      spans.push(cell(cellText(state, row, name, sessionEnd), wide, end, ...bold));
    }
  }
  // Blanks at the end are not drawn: each cell costs the renderer something.
  return line(spans, cells, ui.paint, end).trimEnd();
}

function cellText(
  state: State,
  row: ProfileRow,
  column: keyof typeof HEADINGS,
  sessionEnd: number | undefined,
): string {
  switch (column) {
    case 'when':
      return whenText(state, row);
    case 'session':
      return sessionEnd === undefined ? '' : shortSpan(sessionEnd);
    case 'role':
      return roleName(row);
    case 'account':
      return row.account ?? '';
    case 'rule':
      return row.verdict?.rule ?? '';
    case 'why':
      return row.problem?.text ?? row.verdict?.reason ?? '';
    default:
      return '';
  }
}

/** `until 18:00`, `from mon 09:00`, or nothing where it stays as it is. */
export function whenText(state: State, row: ProfileRow): string {
  const { verdict } = row;
  const event = activeEvent(state, row.name);
  if (verdict && verdict.effect !== 'allow' && event) {
    return `until ${zoned(event.expiresAt, state.now, verdict.timezone)}`;
  }
  if (!verdict) return '';
  if (verdict.effect === 'allow') {
    return verdict.until ? `until ${zoned(verdict.until, state.now, verdict.timezone)}` : '';
  }
  const change = verdict.nextChange;
  if (change?.effect !== 'allow') return '';
  return `from ${zoned(change.at, state.now, verdict.timezone)}`;
}

/** The longest life left of each profile's sessions, milliseconds. */
function sessionEnds(state: State): Map<string, number> {
  const ends = new Map<string, number>();
  for (const row of live(state, state.now)) {
    const remaining = left(row, state.now) ?? 0;
    ends.set(row.profile, Math.max(ends.get(row.profile) ?? 0, remaining));
  }
  return ends;
}
