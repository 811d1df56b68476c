import type { LogLine } from '../../audit/types.ts';
import { layoutOf, recordDetails, recordsPage, windowStart } from '../layout.ts';
import type { State } from '../state.ts';
import type { Style } from '../text/paint.ts';
import { cell, line, t } from '../text/spans.ts';
import { stampTime } from '../text/times.ts';
import { filterRow } from './list.ts';
import { fact, type Pane, row, scrolled } from './pane.ts';
import type { Ui } from './ui.ts';

/** Decisions and issues, newest first, with all of the selected one below. */
export function logLines(state: State, ui: Ui): string[] {
  const { columns, body } = layoutOf(state);
  const pane = { ui, columns };
  const { log } = state;
  if (log.failure) {
    return [
      row(pane, t(log.failure.text, 'bad')),
      ...log.failure.next.map((next) => row(pane, t(next))),
    ];
  }
  if (!log.loaded) return ['', row(pane, t(`  Reading the decision log${ui.symbols.ellipsis}`))];
  if (log.lines.length === 0)
    return ['', row(pane, t('  Nothing has been decided on this machine yet.'))];
  const page = recordsPage(state);
  const from = windowStart(log.cursor, page, log.shown.length);
  const lines = [heading(pane)];
  if (log.filtering || log.filter.text !== '') lines.push(filterRow(state, ui, columns, 'log'));
  log.shown.slice(from, from + page).forEach((index, at) => {
    const entry = log.lines[index];
    if (entry) lines.push(entryLine(pane, entry, from + at === log.cursor));
  });
  if (log.shown.length === 0) lines.push(row(pane, t('  Nothing matches.')));
  const selected = log.lines[log.shown[log.cursor] ?? -1];
  const room = recordDetails(state);
  if (!selected || room === 0) return lines;
  while (lines.length < body - room) lines.push('');
  return [...lines, ...scrolled(pane, about(pane, selected), 0, room)];
}

/** Cells of the columns after the time; what is over goes to the last. */
function widths(columns: number): { profile: number; rule: number } {
  return columns < 110 ? { profile: 12, rule: columns } : { profile: 20, rule: 24 };
}

function heading(pane: Pane): string {
  const { profile, rule } = widths(pane.columns);
  const spans = [
    cell('   TIME', 18, '', 'muted'),
    cell('EVENT', 19, '', 'muted'),
    cell('EFFECT', 17, '', 'muted'),
    cell('PROFILE', profile + 1, '', 'muted'),
    cell('RULE', rule + 1, '', 'muted'),
    t('WHO', 'muted'),
  ];
  return line(spans, pane.columns, pane.ui.paint, '');
}

function entryLine(pane: Pane, entry: LogLine, selected: boolean): string {
  const { symbols, paint } = pane.ui;
  const { profile, rule } = widths(pane.columns);
  const end = symbols.ellipsis;
  const bold = selected ? (['strong'] as const) : [];
  const spans = [
    selected ? t(` ${symbols.pointer} `, 'accent', 'strong') : t('   '),
    cell(stampTime(Date.parse(entry.timestamp)), 14, end, ...bold),
    t(' '),
    cell(entry.event, 18, end, ...bold),
    t(' '),
    cell(entry.effect ?? (entry.error ? 'failed' : ''), 16, end, effectStyle(entry), ...bold),
    t(' '),
    cell(entry.profile, profile, end, ...bold, ...(selected ? (['mark'] as const) : [])),
    t(' '),
    cell(entry.rule ?? 'no rule', rule, end, ...bold),
    t(' '),
    t(entry.user, ...bold),
  ];
  return line(spans, pane.columns, paint, end);
}

function effectStyle(entry: LogLine): Style {
  if (entry.error || entry.event === 'failed') return 'bad';
  if (entry.effect === 'allow') return 'ok';
  return entry.effect === 'deny' ? 'bad' : 'warn';
}

function about(pane: Pane, entry: LogLine): string[] {
  const { symbols } = pane.ui;
  const lines = [row(pane, t(symbols.rule.repeat(Math.max(0, pane.columns - 2)), 'line'))];
  const say = (label: string, value: string | number | null | undefined) => {
    if (value !== undefined && value !== null && value !== '')
      lines.push(...fact(pane, label, String(value)));
  };
  say('Why', entry.reason);
  if (entry.justification !== entry.reason) say('Justified', entry.justification);
  say('Stamp', entry.source_identity);
  say('Reason code', [entry.reason_code, entry.ticket].filter(Boolean).join(', '));
  say(
    'Overrode',
    entry.overridden ? `${entry.overridden.effect} of ${entry.overridden.rule ?? 'no rule'}` : '',
  );
  say('Event', entry.breakglass_event_id);
  say('Error', entry.error);
  say('Role', entry.role_arn);
  say('Until', localTime(entry.expires_at));
  say('Access key', entry.access_key_id);
  say('Who', entry.principal_arn);
  say(
    'Policy',
    entry.policy
      ? `${entry.policy.ref}${entry.policy.version === null ? '' : ` v${entry.policy.version}`}`
      : '',
  );
  say('Line', `${entry.seq}, ${entry.timestamp}, on ${entry.host}`);
  say('Hash', entry.hash);
  return lines;
}

/** As the rows say theirs; what is no time is shown as it stands. */
function localTime(iso: string | undefined): string | undefined {
  const at = Date.parse(iso ?? '');
  return Number.isNaN(at) ? iso : stampTime(at);
}
