import type { State } from '../src/console/state.ts';
import { footerLine, messageLine } from '../src/console/view/foot.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

/** The message line and the keys that fit. */
export function Footer({ state, ui }: { state: State; ui: Ui }) {
  return <Lines lines={[messageLine(state, ui), footerLine(state, ui)]} rows={2} />;
}
