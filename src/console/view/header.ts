import { layoutOf } from '../layout.ts';
import type { State } from '../state.ts';
import { edges, type Span, t } from '../text/spans.ts';
import { span, wallClock } from '../text/times.ts';
import type { Ui } from './ui.ts';

/** Who, account, policy and its age, region, clock; a rule; and a banner when the clocks disagree. */
export function headerLines(state: State, ui: Ui): string[] {
  const { columns, header, banner } = layoutOf(state);
  const { paint, symbols } = ui;
  const end = symbols.ellipsis;
  const lines = [edges(who(state, ui), place(state, ui), columns, paint, end)];
  if (header === 3) {
    lines.push(edges(policy(state, ui), counts(state), columns, paint, end));
    lines.push(paint(symbols.rule.repeat(columns), 'line'));
  }
  if (banner) lines.push(edges(skewBanner(state), [], columns, paint, end));
  return lines;
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
