/**
 * The console's screen. Views take the state and callbacks and draw; they know no AWS, no files and have
 * no timers. To add one: its lines in src/console/view/, its component here, its keys in keys.ts.
 */
import { Box } from 'ink';
import { useSyncExternalStore } from 'react';
import { layoutOf } from '../src/console/layout.ts';
import type { State } from '../src/console/state.ts';
import type { Ui } from '../src/console/view/ui.ts';
import { BreakGlassForm } from './break-glass-form.tsx';
import { ConfirmPage } from './confirm-page.tsx';
import { Footer } from './footer.tsx';
import type { FormActions } from './form-actions.ts';
import { Header } from './header.tsx';
import { Keys, type KeysProps } from './keys.tsx';
import { ProfilesView } from './profiles-view.tsx';
import { ReadingView } from './reading-view.tsx';
import { TooSmall } from './too-small.tsx';

export interface AppProps {
  readonly store: { subscribe(listener: () => void): () => void; getState(): State };
  readonly ui: Ui;
  readonly keys: KeysProps;
  readonly actions: FormActions;
}

/** The whole screen at the present state; drawn anew whenever the store says so. */
export function App({ store, ui, keys, actions }: AppProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  return (
    <>
      {/* First, so that it hears a key before the field that the key may open. */}
      <Keys {...keys} />
      <Screen state={state} ui={ui} actions={actions} />
    </>
  );
}

function Screen({ state, ui, actions }: { state: State; ui: Ui; actions: FormActions }) {
  const { tooSmall, body, columns } = layoutOf(state);
  if (tooSmall) return <TooSmall size={state.size} ui={ui} />;
  return (
    <Box flexDirection="column" width={columns}>
      <Header state={state} ui={ui} />
      <Box flexDirection="column" height={body}>
        <Body state={state} ui={ui} actions={actions} />
      </Box>
      <Footer state={state} ui={ui} />
    </Box>
  );
}

function Body({ state, ui, actions }: { state: State; ui: Ui; actions: FormActions }) {
  const { view, form } = state;
  if (view === 'list') return <ProfilesView state={state} ui={ui} />;
  if (view !== 'breakglass') return <ReadingView state={state} ui={ui} view={view} />;
  if (!form) return null;
  const props = { state, form, ui, actions };
  return form.field === 'confirm' ? <ConfirmPage {...props} /> : <BreakGlassForm {...props} />;
}
