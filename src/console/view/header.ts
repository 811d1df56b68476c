import { layoutOf } from '../layout.ts';
import type { State } from '../state.ts';
import { edges, type Span, t } from '../text/spans.ts';
import { age, span, wallClock } from '../text/times.ts';
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
  if (!facts) return [...name, t('signing in'), t(ui.symbols.ellipsis)];
  return [
    ...name,
    t(facts.name, 'strong'),
    t(` ${ui.symbols.dot} `, 'line'),
    t(`${facts.identityType} in ${facts.account}`),
  ];
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
  const { facts } = state;
  if (!facts) return [t(' policy ', 'muted'), t(`reading${ui.symbols.ellipsis}`)];
  const version = facts.policyVersion === null ? '' : ` v${facts.policyVersion}`;
  return [
    t(' policy ', 'muted'),
    t(`${facts.policyRef}${version}`),
    t(`  ${readAge(state)}`, 'muted'),
  ];
}

/** Reading time counts on the machine's clock, like the time at which it was read. */
function readAge(state: State): string {
  const { facts, list } = state;
  const since = list.loadedAt ?? facts?.policyLoadedAt ?? state.now;
  return `read ${age(state.now - since)}`;
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
