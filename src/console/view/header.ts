import { nameOf } from '../../sso/not-signed-in.ts';
import { layoutOf } from '../layout.ts';
import type { Facts } from '../ports.ts';
import type { State } from '../state.ts';
import { edges, type Span, spansWidth, t } from '../text/spans.ts';
import { clockOff, span, until, wallClock } from '../text/times.ts';
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

/** The policy and the sign-ins, or as many of them as fit, and how many profiles there are. */
function secondLine(state: State, ui: Ui, columns: number): string {
  const { paint, symbols } = ui;
  const known = knownSignIns(state).sort((a, b) => (a.until ?? 0) - (b.until ?? 0));
  const named = [NAMED, 1].map((most) => signIns(state, known, most, ui));
  const whole = spansWidth(policy(state, ui));
  const least = spansWidth(policy(state, ui, 0));
  const fits = (left: number, right: readonly Span[]) => left + GAP + spansWidth(right) <= columns;
  // First the count of profiles goes, then the policy's name, then one sign-in.
  const all = named.map((spans) => [...spans, ...counts(state)]);
  const shown =
    all.find((spans) => fits(whole, spans)) ?? named.find((spans) => fits(least, spans)) ?? [];
  const left = policy(state, ui, columns - spansWidth(shown) - GAP);
  return edges(left, shown, columns, paint, symbols.ellipsis);
}

/** Cells between what stands left and right, at least. */
const GAP = 2;

/** So many sign-ins are named, those that want something first; the others are counted. */
const NAMED = 2;

/** `company until 18:40`, `company: signed out`; `most` of those that are known. */
function signIns(state: State, known: Facts['signIn'], most: number, ui: Ui): Span[] {
  const spans = known.slice(0, most).flatMap(({ session, until: ends }): Span[] => {
    const name = t(cut(session, LONGEST_NAME, ui.symbols.ellipsis));
    if (ends === null) return [name, t(': '), t('signed out', 'warn', 'strong'), t('  ')];
    const when = until(ends, state.now);
    return [name, t(` until ${when}`, ends < state.now + SOON ? 'warn' : 'muted'), t('  ')];
  });
  const more = known.length - most;
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
  if (status === 'working') return [t('asking who you are'), t(ui.symbols.ellipsis)];
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

/** Which policy, and when it was read; the name yields where `room` (cells) is short. */
function policy(state: State, ui: Ui, room = 10_000): Span[] {
  const { facts, reading } = state;
  if (!facts) return policyUnknown(state, ui);
  const version = facts.policyVersion === null ? '' : ` v${facts.policyVersion}`;
  const age = readAge(state);
  const label = t(' policy ', 'muted');
  const rest = [label.text, version, '  ', age].join('').length;
  const name = cut(t(facts.policyRef).text, Math.max(LEAST_REF, room - rest), ui.symbols.ellipsis);
  const ref = [label, t(`${name}${version}`)];
  if (reading.failedAt === null) return [...ref, t(`  ${age}`, 'muted')];
  // First, so that a long name of a policy does not push it out of sight.
  const since = wallClock(reading.failedAt + (facts.skew ?? 0));
  return [t(` ${age}, not refreshed: failing since ${since} `, 'warn', 'strong'), ...ref];
}

/** Cells of a policy's name, at least. */
const LEAST_REF = 12;

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
  return [
    t(` ! This machine's clock is ${clockOff(skew)} AWS. `, 'warn', 'strong', 'mark'),
    t(' Every time here, and every verdict, is by AWS.', 'warn'),
  ];
}
