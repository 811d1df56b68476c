import { Box } from 'ink';
import { layoutOf } from '../src/console/layout.ts';
import type { State } from '../src/console/state.ts';
import { detailsLines } from '../src/console/view/details.ts';
import { failureLines } from '../src/console/view/failure.ts';
import { listLines } from '../src/console/view/list.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

/** The profile list with its details: beside it, below it, or without. */
export function ProfilesView({ state, ui }: { state: State; ui: Ui }) {
  const { list, pane, details, body } = layoutOf(state);
  if (state.list.failure && state.list.rows.length === 0) {
    return <Lines lines={failureLines(state, ui, state.list.failure)} rows={body} />;
  }
  const lines = listLines(state, ui);
  if (details === 'hidden' || state.list.rows.length === 0)
    return <Lines lines={lines} rows={body} />;
  const about = detailsLines(state, ui);
  if (details === 'below') {
    const rule = ui.paint(ui.symbols.rule.repeat(list.columns), 'line');
    return <Lines lines={[...padded(lines, list.rows), rule, ...about]} rows={body} />;
  }
  const bar = ui.paint(ui.symbols.bar, state.about.focused ? 'accent' : 'line');
  return (
    <Box>
      <Box width={list.columns} flexDirection="column">
        <Lines lines={lines} rows={body} />
      </Box>
      <Box width={pane.columns + 1} flexDirection="column">
        <Lines lines={padded(about, body).map((line) => bar + line)} rows={body} />
      </Box>
    </Box>
  );
}

function padded(lines: readonly string[], rows: number): string[] {
  return Array.from({ length: rows }, (_, at) => lines[at] ?? '');
}
