import { layoutOf } from '../layout.ts';
import type { Failure, State } from '../state.ts';
import { t } from '../text/spans.ts';
import { paragraph, row } from './pane.ts';
import type { Ui } from './ui.ts';

/** A failure with room for itself: what happened, and what to do next. */
export function failureLines(state: State, ui: Ui, failure: Failure): string[] {
  const pane = { ui, columns: layoutOf(state).columns };
  return [
    '',
    ...paragraph(pane, failure.text, 2, 'bad', 'strong'),
    '',
    ...failure.next.flatMap((next) => paragraph(pane, `${ui.symbols.pointer} ${next}`, 2)),
    '',
    row(pane, t('  R tries again, '), t('w says who you are, q quits.')),
  ];
}
