import { Box, Text } from 'ink';
import { layoutOf } from '../src/console/layout.ts';
import { codesOf } from '../src/console/reduce/form.ts';
import type { FormState, State } from '../src/console/state.ts';
import { line, t } from '../src/console/text/spans.ts';
import {
  counter,
  editorLines,
  FORM_LABEL,
  formHead,
  formHint,
  formLabel,
  formLayout,
} from '../src/console/view/form.ts';
import type { Ui } from '../src/console/view/ui.ts';
import type { FormActions } from './form-actions.ts';
import { Lines } from './lines.tsx';
import { ReasonSelect } from './reason-select.tsx';
import { ShortField } from './short-field.tsx';

export interface BreakGlassFormProps {
  readonly state: State;
  readonly form: FormState;
  readonly ui: Ui;
  readonly actions: FormActions;
}

/** The break-glass form: reason, justification with its counter, ticket, duration. */
export function BreakGlassForm({ state, form, ui, actions }: BreakGlassFormProps) {
  const { body } = layoutOf(state);
  const codes = codesOf(form.rule);
  const { head, reason, justification, hint, cells } = formLayout(state, form, codes.length);
  const on = form.field;
  const words = editorLines(form.justification, cells, justification, on === 'justification', ui);
  const short = (field: 'ticket' | 'duration') =>
    on === field ? (
      <ShortField
        value={form[field]}
        cells={cells}
        pastes={form.pastes}
        typedText={actions.typedText}
        onChange={(value) => actions.setText(field, value)}
        onSubmit={actions.submit}
      />
    ) : (
      <Text wrap="truncate">{line([t(form[field] || '-')], cells, ui.paint)}</Text>
    );
  const label = (text: string, field: FormState['field']) => (
    <Box width={FORM_LABEL} flexShrink={0}>
      <Text>{formLabel(text, on === field, ui)}</Text>
    </Box>
  );
  return (
    <Box flexDirection="column" height={body}>
      <Lines lines={formHead(state, form, ui, head)} rows={head} />
      <Box height={reason}>
        {label('Reason', 'reasonCode')}
        {on === 'reasonCode' ? (
          <Box width={cells} flexDirection="column">
            <ReasonSelect
              codes={codes}
              selected={form.reasonCode}
              rows={reason}
              ui={ui}
              onHighlight={actions.setReason}
              onSelect={(code) => {
                actions.setReason(code);
                actions.submit();
              }}
            />
          </Box>
        ) : (
          <Text>{form.reasonCode}</Text>
        )}
      </Box>
      <Box height={justification}>
        <Box width={FORM_LABEL} flexShrink={0} flexDirection="column">
          {justification > 1 && (
            <Text>{formLabel('Justification', on === 'justification', ui)}</Text>
          )}
          <Text>{counter(form, ui)}</Text>
        </Box>
        <Box width={cells} flexDirection="column">
          <Lines lines={words} rows={justification} />
        </Box>
      </Box>
      <Box height={1}>
        {label('Ticket', 'ticket')}
        {short('ticket')}
      </Box>
      <Box height={1}>
        {label('Duration', 'duration')}
        {short('duration')}
      </Box>
      <Lines lines={formHint(state, form, ui, hint)} rows={hint} />
    </Box>
  );
}
