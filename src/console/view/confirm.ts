import { readDuration } from '../../policy/duration.ts';
import { layoutOf } from '../layout.ts';
import type { FormState, State } from '../state.ts';
import { t } from '../text/spans.ts';
import { span, wallClock } from '../text/times.ts';
import { confirmWord } from '../twin.ts';
import { fact, type Pane, row, scrolled } from './pane.ts';
import type { Ui } from './ui.ts';

/** A session from assumed or temporary credentials lives this long at most (role chaining), seconds. */
const CHAINED = 3600;

/** The one page before the glass breaks: what is recorded, who is alerted, how long it holds. */
export function confirmLines(state: State, form: FormState, ui: Ui, rows: number): string[] {
  const pane = paneOf(state, ui);
  return scrolled(pane, allConfirm(state, form, pane), form.scroll, rows);
}

function allConfirm(state: State, form: FormState, pane: Pane): string[] {
  const seconds = readDuration(form.duration.trim()) ?? 0;
  const ends = state.now + seconds * 1000;
  const renewed =
    seconds > CHAINED
      ? `${span(CHAINED * 1000)} at a time; Enter gets new ones while the window is open.`
      : 'at most as long as the window; AWS itself ends them with it.';
  const ticket = form.ticket.trim();
  return [
    row(
      pane,
      t(' CONFIRM ', 'odd', 'strong', 'mark'),
      t('  break the glass into '),
      t(form.profile, 'strong'),
    ),
    '',
    ...fact(pane, 'Window', `${span(seconds * 1000)}, until ${wallClock(ends)}`, 'strong'),
    ...fact(pane, 'Credentials', renewed),
    ...fact(pane, 'Recorded', 'in the ledger and the decision log: you, the time, the role, and'),
    ...fact(pane, '', `reason ${form.reasonCode}${ticket ? `, ticket ${ticket}` : ', no ticket'}`),
    ...fact(pane, '', `"${form.justification.text.trim()}"`),
    ...fact(pane, 'Stamp', 'every call in CloudTrail carries your name and "breakglass"'),
    ...fact(pane, 'Alerted', alerted(form)),
    '',
    row(pane, t('To go on, type '), t(confirmWord(form.profile), 'strong'), t(' and press Enter.')),
  ];
}

/** What this version does about alerts, and no more. */
function alerted(form: FormState): string {
  const targets = form.rule.alert.map((target) => ('sns' in target ? target.sns : target.webhook));
  if (targets.length === 0) return 'nobody: the rule names no one to alert';
  return `nobody yet: this version sends no alerts. The rule names ${targets.join(', ')}`;
}

function paneOf(state: State, ui: Ui): Pane {
  return { ui, columns: layoutOf(state).columns };
}
