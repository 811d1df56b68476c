import type { SessionRow } from '../../ledger/types.ts';
import { layoutOf, recordDetails, recordsPage, windowStart } from '../layout.ts';
import type { State } from '../state.ts';
import type { Style } from '../text/paint.ts';
import { cell, line, type Span, t } from '../text/spans.ts';
import { countdown, span, stampTime, wallClock } from '../text/times.ts';
import { endOf, isLive, isOwn, left } from '../visible-times.ts';
import { fact, type Pane, row, scrolled } from './pane.ts';
import type { Ui } from './ui.ts';

/** Live countdown and bar for each session, and all of the selected one below. */
export function sessionsLines(state: State, ui: Ui): string[] {
  const { columns, body } = layoutOf(state);
  const pane = { ui, columns };
  const { sessions, cursor, loaded, failure } = state.records;
  if (failure)
    return [row(pane, t(failure.text, 'bad')), ...failure.next.map((next) => row(pane, t(next)))];
  if (!loaded) return ['', row(pane, t(`  Reading the ledger${ui.symbols.ellipsis}`))];
  if (sessions.length === 0) {
    return [
      '',
      row(pane, t('  No sessions yet. '), t('Enter on an allowed profile starts one.', 'muted')),
    ];
  }
  const page = recordsPage(state);
  const from = windowStart(cursor, page, sessions.length);
  const columnsOf = planned(state, columns);
  const lines = [heading(pane, columnsOf)];
  sessions.slice(from, from + page).forEach((session, index) => {
    lines.push(sessionLine(state, pane, session, columnsOf, from + index === cursor));
  });
  const selected = sessions[cursor];
  const room = recordDetails(state);
  if (!selected || room === 0) return lines;
  while (lines.length < body - room) lines.push('');
  return [...lines, ...scrolled(pane, about(state, pane, selected), 0, room)];
}

/** Cells of the columns; the bar takes what is left up to its most. */
const WIDE = { status: 10, profile: 18, left: 9, grant: 11, started: 12, who: 10 } as const;

/** What of a session's line is not always there. */
interface Columns {
  /** Cells of the bar; 0: none. */
  readonly bar: number;
  /** Whose it is, where others' are among them. */
  readonly who: boolean;
}

function planned(state: State, columns: number): Columns {
  const { sessions } = state.records;
  const who = state.facts
    ? sessions.some((session) => !isOwn(state, session))
    : new Set(sessions.map((session) => session.principalArn)).size > 1;
  // The digits say what the bar says; nothing else says whose a session is.
  const bar = who && columns < 110 ? 0 : columns < 70 ? 6 : columns < 110 ? 12 : 20;
  return { bar, who };
}

function heading(pane: Pane, plan: Columns): string {
  const { ui, columns } = pane;
  const spans = [
    t('   '),
    cell('SESSION', WIDE.status + 1, '', 'muted'),
    cell('PROFILE', WIDE.profile + 1, '', 'muted'),
    cell('LEFT', WIDE.left + 1, '', 'muted'),
    ...(plan.bar ? [cell('', plan.bar + 1, '')] : []),
    ...(plan.who ? [cell('WHO', WIDE.who + 1, '', 'muted')] : []),
    cell('GRANT', WIDE.grant + 1, '', 'muted'),
    cell('STARTED', WIDE.started + 1, '', 'muted'),
    t('STAMP', 'muted'),
  ];
  return line(spans, columns, ui.paint, '');
}

function sessionLine(
  state: State,
  pane: Pane,
  session: SessionRow,
  plan: Columns,
  selected: boolean,
): string {
  const { ui, columns } = pane;
  const end = ui.symbols.ellipsis;
  const on = isLive(session, state.now);
  const remaining = left(session, state.now) ?? 0;
  const bold = selected ? (['strong'] as const) : [];
  const spans: Span[] = [
    selected ? t(` ${ui.symbols.pointer} `, 'accent', 'strong') : t('   '),
    statusCell(state, session, ui, bold),
    t(' '),
    cell(session.profile, WIDE.profile, end, ...bold, ...(selected ? (['mark'] as const) : [])),
    t(' '),
    cell(on ? countdown(remaining) : '', WIDE.left, end, ...urgency(remaining), ...bold),
    t(' '),
    ...(plan.bar ? [...bar(session, state.now, ui, plan.bar, on), t(' ')] : []),
    ...(plan.who ? [cell(session.user, WIDE.who, end, ...bold), t(' ')] : []),
    cell(grantWord(session), WIDE.grant, end, ...bold),
    t(' '),
    cell(stampTime(session.startedAt).slice(0, 11), WIDE.started, end, ...bold),
    t(' '),
    t(session.sourceIdentity ?? 'UNSTAMPED', ...bold),
  ];
  return line(spans, columns, ui.paint, end);
}

function statusCell(state: State, session: SessionRow, ui: Ui, bold: readonly Style[]): Span {
  const { symbols } = ui;
  const end = symbols.ellipsis;
  if (isLive(session, state.now)) {
    if (session.status === 'revoked') {
      return cell(`${symbols.deny} revoked`, WIDE.status, end, 'warn', ...bold);
    }
    return session.status === 'ended'
      ? cell(`${symbols.allow} no shell`, WIDE.status, end, 'warn', ...bold)
      : cell(`${symbols.allow} live`, WIDE.status, end, 'ok', ...bold);
  }
  const word = session.status === 'active' || session.status === 'ended' ? 'over' : session.status;
  return cell(`${symbols.dot} ${word}`, WIDE.status, end, ...bold);
}

/** Green, yellow under ten minutes, red under one; the digits say the same. */
function urgency(remaining: number): Style[] {
  if (remaining <= 60_000) return ['bad'];
  return remaining <= 600_000 ? ['warn'] : ['ok'];
}

function bar(session: SessionRow, now: number, ui: Ui, cells: number, on: boolean): Span[] {
  const ends = endOf(session);
  const whole = ends === null ? 0 : ends - session.startedAt;
  if (!on || whole <= 0 || ends === null) return [t(' '.repeat(cells))];
  const share = Math.min(1, Math.max(0, (ends - now) / whole));
  const full = Math.max(1, Math.ceil(share * cells));
  return [
    t(ui.symbols.full.repeat(full), ...urgency(ends - now)),
    t(ui.symbols.empty.repeat(cells - full), 'muted'),
  ];
}

/** How it was granted, in a word. */
export function grantWord(session: SessionRow): string {
  if (session.grant.startsWith('breakglass:')) return 'break-glass';
  return session.grant.startsWith('request:') ? 'approved' : session.grant;
}

function about(state: State, pane: Pane, session: SessionRow): string[] {
  const { credentialsExpireAt, windowEndsAt } = session;
  const clock = (at: number) => `${countdown(at - state.now)} left, until ${wallClock(at)}`;
  const over = (at: number) => (at > state.now ? clock(at) : `over since ${stampTime(at)}`);
  const event = session.grant.startsWith('breakglass:') ? session.grant.slice(11) : null;
  return [
    row(pane, t(pane.ui.symbols.rule.repeat(Math.max(0, pane.columns - 2)), 'line')),
    ...fact(pane, 'Stamp', session.sourceIdentity ?? 'UNSTAMPED: AWS could not set one'),
    ...fact(
      pane,
      'Credentials',
      credentialsExpireAt === null ? 'unknown' : over(credentialsExpireAt),
    ),
    ...fact(
      pane,
      'Window',
      windowEndsAt === null ? "none: the credentials' own life counts" : over(windowEndsAt),
    ),
    ...fact(pane, 'Granted', event ? `break-glass event ${event}` : grantWord(session)),
    ...fact(pane, 'Role', session.roleArn ?? 'none'),
    ...fact(pane, 'Who', `${session.user}, on ${session.host} (process ${session.pid})`),
    ...fact(
      pane,
      'Started',
      `${stampTime(session.startedAt)}, ${span(state.now - session.startedAt)} ago`,
    ),
    ...fact(pane, 'Access key', session.accessKeyId ?? 'not issued'),
    ...fact(pane, 'Session', `${session.id}, ${session.kind}, ${session.status}`),
  ];
}
