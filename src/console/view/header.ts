import { nameOf } from '../../sso/not-signed-in.ts';
import { layoutOf } from '../layout.ts';
import type { Facts } from '../ports.ts';
import type { State } from '../state.ts';
import { edges, type Span, spansWidth, t } from '../text/spans.ts';
import { span, until, wallClock } from '../text/times.ts';
import { cut } from '../text/width.ts';
import type { Ui } from './ui.ts';

/** Who, account, policy and its age, region, clock; a rule; and a banner when the clocks disagree. */
export function headerLines(state: State, ui: Ui): string[] {
  const { columns, header, banner } = layoutOf(state);
  const { paint, symbols } = ui;
  const end = symbols.ellipsis;
  const lines = [edges(who(state, ui), place(state, ui), columns, paint, end)];
  if (header === 3) {
    lines.push(secondLine(state, ui, columns));
    lines.push(paint(symbols.rule.repeat(columns), 'line'));
  }
  if (banner) lines.push(edges(skewBanner(state), [], columns, paint, end));
  return lines;
}

/** Policy and sign-ins; how many profiles there are only where that fits too. */
function secondLine(state: State, ui: Ui, columns: number): string {
  const left = policy(state, ui);
  const right = signIns(state, ui);
  const all = [...right, ...counts(state)];
  const fits = spansWidth(left) + spansWidth(all) + 2 <= columns;
  return edges(
    left,
    fits ? all : right.length > 0 ? right : all,
    columns,
    ui.paint,
    ui.symbols.ellipsis,
  );
}

/** So many sign-ins are named; the others are counted. */
const NAMED = 2;

/** `company until 18:40`, `company: signed out`: those that want something first. */
function signIns(state: State, ui: Ui): Span[] {
  const known = knownSignIns(state).sort((a, b) => (a.until ?? 0) - (b.until ?? 0));
  const spans = known.slice(0, NAMED).flatMap(({ session, until: ends }): Span[] => {
    const name = t(cut(session, LONGEST_NAME, ui.symbols.ellipsis));
    if (ends === null) return [name, t(': '), t('signed out', 'warn', 'strong'), t('  ')];
    const when = until(ends, state.now);
    return [name, t(` until ${when}`, ends < state.now + SOON ? 'warn' : 'muted'), t('  ')];
  });
  const more = known.length - NAMED;
  return more > 0 ? [...spans, t(`+${more}  `, 'muted')] : spans;
}

/** Cells of a session's name, at most. */
const LONGEST_NAME = 20;

/** A sign-in that ends within this (ms) is worth a look. */
const SOON = 10 * 60_000;

/** As the gate told; where nobody could be asked yet, those that the rows wait for. */
function knownSignIns(state: State): Facts['signIn'][number][] {
  if (state.facts) return [...state.facts.signIn];
  const names = new Set<string>();
  for (const { problem } of state.list.rows) {
    if (problem?.need?.kind === 'sso') names.add(nameOf(problem.need.start));
  }
  return [...names].map((session) => ({ session, until: null }));
}

function who(state: State, ui: Ui): Span[] {
  const { facts } = state;
  const name: Span[] = [t(' SENTINEL ', 'strong', 'mark'), t(' ')];
  if (!facts) return [...name, ...whoUnknown(state, ui)];
  return [
    ...name,
    t(facts.name, 'strong'),
    t(` ${ui.symbols.dot} `, 'line'),
    t(`${facts.identityType} in ${facts.account}`),
  ];
}

/** Nobody yet; and once nothing more is coming, that it is not known. On a first run there is no one to be. */
function whoUnknown(state: State, ui: Ui): Span[] {
  const { status } = state.reading;
  if (status === 'unconfigured') return [];
  if (status === 'working') return [t('signing in'), t(ui.symbols.ellipsis)];
  const where = state.list.rows.length > 0 ? ': see the rows' : '';
  return [t(`who you are is not known${where}`, 'warn')];
}

function place(state: State, ui: Ui): Span[] {
  const spans: Span[] = [];
  if (ui.sandbox) spans.push(t(' SANDBOX ', 'warn', 'strong', 'mark'), t('  '));
  if (state.facts?.endpoint && !ui.sandbox)
    spans.push(t('ENDPOINT OVERRIDE', 'warn', 'strong'), t('  '));
  if (state.facts) spans.push(t(state.facts.region), t('  '));
  spans.push(t(wallClock(state.now), 'strong'), t(' '));
  return spans;
}

function policy(state: State, ui: Ui): Span[] {
  const { facts, reading } = state;
  if (!facts) return policyUnknown(state, ui);
  const version = facts.policyVersion === null ? '' : ` v${facts.policyVersion}`;
  const ref = [t(' policy ', 'muted'), t(`${facts.policyRef}${version}`)];
  const age = readAge(state);
  if (reading.failedAt === null) return [...ref, t(`  ${age}`, 'muted')];
  // First, so that a long name of a policy does not push it out of sight.
  const since = wallClock(reading.failedAt + (facts.skew ?? 0));
  return [t(` ${age}, not refreshed: failing since ${since} `, 'warn', 'strong'), ...ref];
}

function policyUnknown({ reading }: State, ui: Ui): Span[] {
  if (reading.status === 'unconfigured') return [];
  const word = reading.status === 'working' ? `reading${ui.symbols.ellipsis}` : 'not read';
  return [t(' policy ', 'muted'), t(word)];
}

/** Since the last reading that went well. It was noted by the machine's clock; `now` is AWS's. */
function readAge(state: State): string {
  const { facts, reading, now } = state;
  const since = reading.goodAt ?? facts?.policyLoadedAt ?? now;
  const age = now - (facts?.skew ?? 0) - since;
  // Changes seldom, so that showing it costs few redraws.
  return age < 60_000 ? 'read just now' : `read ${span(age)} ago`;
}

function counts(state: State): Span[] {
  const { list } = state;
  if (list.rows.length === 0) return [];
  const all = list.rows.length;
  const text = list.filter.text === '' ? `${all}` : `${list.shown.length}/${all}`;
  return [t(text, 'strong'), t(all === 1 ? ' profile ' : ' profiles ', 'muted')];
}

function skewBanner(state: State): Span[] {
  const skew = state.facts?.skew ?? 0;
  const way = skew > 0 ? 'behind' : 'ahead of';
  return [
    t(` ! This machine's clock is ${span(Math.abs(skew))} ${way} AWS. `, 'warn', 'strong', 'mark'),
    t(' Every time here, and every verdict, is by AWS.', 'warn'),
  ];
}
