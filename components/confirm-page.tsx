import { Box, Text } from 'ink';
import { layoutOf } from '../src/console/layout.ts';
import type { FormState, State } from '../src/console/state.ts';
import { confirmLines } from '../src/console/view/confirm.ts';
import { FORM_LABEL, formHint, formLabel, hintRows } from '../src/console/view/form.ts';
import type { Ui } from '../src/console/view/ui.ts';
import type { FormActions } from './form-actions.ts';
import { Lines } from './lines.tsx';
import { ShortField } from './short-field.tsx';

export interface ConfirmPageProps {
  readonly state: State;
  readonly form: FormState;
  readonly ui: Ui;
  readonly actions: FormActions;
}

/** The last page: what is recorded, who is alerted, how long; the profile's name is typed to go on. */
export function ConfirmPage({ state, form, ui, actions }: ConfirmPageProps) {
  const { body, columns } = layoutOf(state);
  const hint = hintRows(state, form, body - 3);
  const room = body - 1 - hint;
  const lines = confirmLines(state, form, ui, room);
  return (
    <Box flexDirection="column" height={body}>
      <Lines lines={lines} rows={Math.min(lines.length + 1, room)} />
      <Box height={1}>
        <Box width={FORM_LABEL} flexShrink={0}>
          <Text>{formLabel('Profile', true, ui)}</Text>
        </Box>
        <ShortField
          value={form.typed}
          cells={columns - FORM_LABEL - 2}
          pastes={form.pastes}
          typedText={actions.typedText}
          onChange={(value) => actions.setText('typed', value)}
          onSubmit={actions.submit}
        />
      </Box>
      <Lines lines={formHint(state, form, ui, hint)} rows={hint} />
    </Box>
  );
}
