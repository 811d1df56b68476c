import { type HourKind, type Week, weekAt } from '../../policy/week.ts';
import { WEEK_COLUMNS, type WeekPart, weekLines } from '../../policy/week-print.ts';
import type { Style } from '../text/paint.ts';
import { type Span, t } from '../text/spans.ts';
import { weekSigns } from '../text/symbols.ts';
import { type Pane, row } from './pane.ts';

/** Every kind has a sign of its own; colour only helps the eye. */
const STYLES: Readonly<Record<HourKind, Style>> = {
  allow: 'ok',
  deny: 'bad',
  approval: 'warn',
  server: 'info',
  changes: 'odd',
};

/** The map of the week with its heading; nothing where the pane is too narrow for it. */
export function weekPane(pane: Pane, week: Week, now: number): string[] {
  // The pane's own margin is one cell at each side.
  const columns = pane.columns - 2;
  if (columns < WEEK_COLUMNS) return [];
  const { symbols } = pane.ui;
  const lines = weekLines(weekAt(week, now), weekSigns(symbols), symbols.pointer, columns);
  return [
    row(pane, t(`WEEK, hours of ${week.timezone}`, 'muted')),
    ...lines.map(({ parts }) => row(pane, ...spansOf(parts))),
  ];
}

/** One span for neighbours that look alike. */
function spansOf(parts: readonly WeekPart[]): Span[] {
  const runs: WeekPart[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && last.kind === part.kind && last.now === part.now) {
      runs[runs.length - 1] = { ...last, text: last.text + part.text };
    } else runs.push(part);
  }
  return runs.map(({ text, kind, now }) => {
    const styles: Style[] = [...(kind ? [STYLES[kind]] : []), ...(now ? (['mark'] as const) : [])];
    return t(text, ...styles);
  });
}
