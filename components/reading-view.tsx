import { layoutOf } from '../src/console/layout.ts';
import type { State } from '../src/console/state.ts';
import { logLines } from '../src/console/view/log.ts';
import { mfaLines } from '../src/console/view/mfa.ts';
import { firstRunLines, helpLines, whoAmILines } from '../src/console/view/reading.ts';
import { sessionsLines } from '../src/console/view/sessions.ts';
import { signInLines } from '../src/console/view/sign-in.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { Lines } from './lines.tsx';

const VIEWS = {
  sessions: sessionsLines,
  log: logLines,
  whoami: whoAmILines,
  help: helpLines,
  firstrun: firstRunLines,
  signin: signInLines,
  mfa: mfaLines,
} as const;

/** The views that take the whole body and are lines alone; their keys are the controller's. */
export function ReadingView({
  state,
  ui,
  view,
}: {
  state: State;
  ui: Ui;
  view: keyof typeof VIEWS;
}) {
  return <Lines lines={VIEWS[view](state, ui)} rows={layoutOf(state).body} />;
}
