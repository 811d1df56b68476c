import { durationCap } from '../../breakglass/form.ts';
import { layoutOf } from '../layout.ts';
import {
  activeEvent,
  breakglassHelps,
  kindOf,
  outcomeOf,
  selectedRow,
  twinOf,
  wordOf,
} from '../outcome.ts';
import type { ExplainedRule, ProfileRow } from '../ports.ts';
import type { Failure, State } from '../state.ts';
import { t } from '../text/spans.ts';
import { span } from '../text/times.ts';
import { left, live } from '../visible-times.ts';
import { whenText } from './list.ts';
import { fact, type Pane, paragraph, row, scrolled, title } from './pane.ts';
import { KIND_STYLES, type Ui } from './ui.ts';
import { weekPane } from './week.ts';

/** The details pane: verdict, what Enter will do, the facts, and every rule in order. */
export function detailsLines(state: State, ui: Ui): string[] {
  const { pane: room } = layoutOf(state);
  const pane = { ui, columns: room.columns };
  return scrolled(pane, allDetails(state, ui), state.about.scroll, room.rows);
}

/** All lines of the details, however many fit. */
export function allDetails(state: State, ui: Ui): string[] {
  const { pane: room } = layoutOf(state);
  const pane = { ui, columns: room.columns };
  const profile = selectedRow(state);
  if (!profile) return [];
  const above = [
    ...head(state, pane, profile),
    ...enter(state, pane, profile),
    '',
    ...facts(state, pane, profile),
  ];
  const why = rules(state, pane, profile);
  const known = state.about.weeks[profile.name];
  const map = known ? weekPane(pane, known, state.now) : [];
  const week = map.length > 0 ? ['', ...map] : [];
  // The reasons come first where both do not fit.
  const fits = above.length + week.length + Math.min(why.length, LEAST_RULES) <= room.rows;
  return fits ? [...above, ...week, ...why] : [...above, ...why, ...week];
}

/** So many lines of the rules are seen at once, or nothing stands before them. */
const LEAST_RULES = 8;

/** How far the details can be scrolled. */
export function detailsEnd(state: State, ui: Ui): number {
  return Math.max(0, allDetails(state, ui).length - layoutOf(state).pane.rows);
}

function head(state: State, pane: Pane, profile: ProfileRow): string[] {
  const kind = kindOf(profile, activeEvent(state, profile.name));
  const when = whenText(state, profile);
  const { verdict, problem } = profile;
  const lines = [
    row(pane, t(profile.name, 'strong')),
    row(
      pane,
      t(`${pane.ui.symbols[kind]} ${wordOf(profile, kind)}`, KIND_STYLES[kind], 'strong'),
      t(when && ` ${when}`),
      t(zoneNote(when, profile), 'muted'),
    ),
  ];
  const why = problem?.text ?? verdict?.reason;
  if (why) lines.push(...paragraph(pane, why));
  return lines;
}

/** The zone by its name, where its offset does not say it all. */
function zoneNote(when: string, profile: ProfileRow): string {
  return when && !when.endsWith('Z') && profile.verdict ? ` ${profile.verdict.timezone}` : '';
}

function enter(state: State, pane: Pane, profile: ProfileRow): string[] {
  const outcome = outcomeOf(state, profile);
  const lines = [''];
  if (outcome.kind !== 'blocked') lines.push(...fact(pane, 'Enter', outcome.text));
  else if (profile.verdict) lines.push(...fact(pane, 'Enter', 'Opens nothing here; says why.'));
  const helps = breakglassHelps(state, profile);
  const offer = state.about.offers[profile.name];
  if (profile.verdict && profile.verdict.effect !== 'allow') {
    if (helps !== true) lines.push(...fact(pane, 'b', helps));
    else if (offer?.allowed) {
      const most = span(durationCap(offer.rule) * 1000);
      lines.push(
        ...fact(pane, 'b', `Breaks the glass: rule ${offer.rule.name} lets you, ${most} at most.`),
      );
    }
  }
  // What Enter does is no further step.
  const steps = outcome.kind === 'blocked' ? (profile.problem?.next ?? []) : [];
  for (const next of steps) lines.push(...fact(pane, 'Next', next));
  lines.push(...fact(pane, 'Same as', twinOf(state, profile)));
  return lines;
}

function facts(state: State, pane: Pane, profile: ProfileRow): string[] {
  const { verdict } = profile;
  const lines = [
    ...fact(pane, 'Role', profile.roleArn ?? 'none: the profile leads to no role'),
    ...fact(pane, 'Account', profile.account ?? 'unknown'),
  ];
  const need = profile.problem?.need;
  if (need?.kind === 'sso') {
    lines.push(
      ...fact(
        pane,
        'Sign-in',
        `${need.start.session ?? 'without a session'}, ${need.start.region}`,
      ),
      ...fact(pane, 'Start URL', need.start.startUrl),
    );
  }
  if (profile.assumed) lines.push(...fact(pane, 'Identity', assumption(profile)));
  if (profile.region) lines.push(...fact(pane, 'Region', profile.region));
  if (verdict) {
    const place = verdict.rule
      ? `${verdict.rule} (number ${verdict.ruleIndex + 1})`
      : 'none matched: denied by default';
    lines.push(...fact(pane, 'Rule', place));
    const most = atMost(state, profile);
    if (most) lines.push(...fact(pane, 'At most', most));
  }
  const sessions = live(state, state.now).filter((session) => session.profile === profile.name);
  for (const session of sessions) {
    const remaining = span(left(session, state.now) ?? 0);
    lines.push(
      ...fact(pane, 'Live', `${remaining} left, ${session.sourceIdentity ?? 'UNSTAMPED'}`),
    );
  }
  return lines;
}

/** What the mark before the verdict's word means. */
function assumption({ assumedFrom = 'another role of the same sign-in' }: ProfileRow): string {
  return `assumed from ${assumedFrom}; asked for real before anything is issued`;
}

/** How long credentials can live: by the open emergency where there is one, whose rule it overrides. */
function atMost(state: State, profile: ProfileRow): string | null {
  const event = activeEvent(state, profile.name);
  if (event && kindOf(profile, event) === 'glass') {
    const remaining = span(event.expiresAt - state.now);
    return `${remaining}, what is left of the emergency's ${span(event.duration * 1000)}`;
  }
  const most = profile.verdict?.maxDuration;
  return most ? span(most * 1000) : null;
}

function rules(state: State, pane: Pane, profile: ProfileRow): string[] {
  if (!profile.verdict) return [];
  const known = state.about.explained[profile.name];
  const lines = ['', title(pane, 'Rules, in order')];
  if (!known) return [...lines, row(pane, t(`reading${pane.ui.symbols.ellipsis}`))];
  if (isFailure(known)) return [...lines, ...paragraph(pane, known.text, 0, 'bad')];
  // The first match decides: what comes after it was never asked.
  const decided = known.findIndex((rule) => rule.matched);
  known.forEach((rule, index) => {
    lines.push(...ruleLines(pane, rule, index, decided >= 0 && index > decided));
  });
  if (decided < 0) lines.push(row(pane, t('    no rule matches: denied', 'bad')));
  return lines;
}

function ruleLines(pane: Pane, rule: ExplainedRule, index: number, after: boolean): string[] {
  const { symbols } = pane.ui;
  const number = String(index + 1).padStart(2);
  if (after) {
    return [row(pane, t(`${number}   ${rule.rule} not reached`, 'muted'))];
  }
  if (rule.matched) {
    return [
      row(
        pane,
        t(`${number} `),
        t(`${symbols.pointer} `, 'accent', 'strong'),
        t(rule.rule, 'strong'),
        t(` ${rule.effect}`, 'accent'),
      ),
      ...paragraph(
        pane,
        rule.conditions.length ? `matched ${rule.conditions.join(', ')}` : 'matches everything',
        5,
      ),
    ];
  }
  return [
    row(pane, t(`${number}   ${rule.rule} `), t(rule.effect, 'muted')),
    ...paragraph(pane, `no: ${rule.conditions.join('; ')}`, 5),
  ];
}

function isFailure(known: readonly ExplainedRule[] | Failure): known is Failure {
  return !Array.isArray(known);
}
