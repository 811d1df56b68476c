import { layoutOf } from '../src/console/layout.ts';
import type { State } from '../src/console/state.ts';
import { headerLines } from '../src/console/view/header.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

/** Who, account, policy and its age, region, clock, the SANDBOX mark, and the banner of clock skew. */
export function Header({ state, ui }: { state: State; ui: Ui }) {
  const { header, banner } = layoutOf(state);
  return <Lines lines={headerLines(state, ui)} rows={header + banner} />;
}
