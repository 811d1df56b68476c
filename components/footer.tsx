import { layoutOf } from '../src/console/layout.ts';
import type { State } from '../src/console/state.ts';
import { footerLine, messageLines } from '../src/console/view/foot.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

/** The message line and the keys that fit. */
export function Footer({ state, ui }: { state: State; ui: Ui }) {
  const { message } = layoutOf(state);
  const lines = messageLines(state, ui);
  while (lines.length < message) lines.push('');
  return <Lines lines={[...lines, footerLine(state, ui)]} rows={message + 1} />;
}
