import { layoutOf } from '../layout.ts';
import { CODE_LENGTH } from '../reduce/mfa.ts';
import type { Failure, MfaField, State } from '../state.ts';
import { t } from '../text/spans.ts';
import { fact, type Pane, paragraph, row, scrolled, title } from './pane.ts';
import type { Ui } from './ui.ts';

/** The field for an MFA code: which device, what for, and why the last one did not do. */
export function mfaLines(state: State, ui: Ui): string[] {
  const { mfa } = state;
  const { columns, body } = layoutOf(state);
  const pane = { ui, columns };
  if (!mfa) return [];
  const [head, field, below] = [headOf(pane, mfa), fieldOf(pane, mfa), belowOf(pane, mfa)];
  const whole = [...head, '', ...field, '', ...below];
  if (whole.length <= body) return whole;
  const dense = [...head, ...field, ...below].filter((text) => text !== '');
  // What it is for was on the row before; what AWS says to a code is new.
  return dense.length <= body ? dense : scrolled(pane, [...field, ...below], 0, body);
}

function headOf(pane: Pane, mfa: MfaField): string[] {
  const aim =
    mfa.eventId === null
      ? `a shell as ${mfa.profile}`
      : `the emergency shell as ${mfa.profile}; the break-glass is open and stays open`;
  return [title(pane, 'Code of an MFA device'), '', ...fact(pane, 'For', aim)];
}

function fieldOf(pane: Pane, mfa: MfaField): string[] {
  return [...fact(pane, 'Device', mfa.serial, 'strong'), codeLine(pane, mfa.code)];
}

function belowOf(pane: Pane, { problem }: MfaField): string[] {
  if (problem) return failed(pane, problem);
  const hint = `The ${CODE_LENGTH} digits that this device or app shows now. A code works once.`;
  return paragraph(pane, hint);
}

function failed(pane: Pane, problem: Failure): string[] {
  return [
    ...paragraph(pane, problem.text, 0, 'bad', 'strong'),
    ...problem.next.flatMap((next) => paragraph(pane, `${pane.ui.symbols.pointer} ${next}`)),
  ];
}

/** The digits typed, the cursor, and a place for each that is missing. */
function codeLine(pane: Pane, code: string): string {
  const places = CODE_LENGTH - code.length;
  return row(
    pane,
    t('Code        ', 'muted'),
    t(` ${code}`, 'strong'),
    ...(places > 0 ? [t('_', 'mark'), t('_'.repeat(places - 1))] : [t(' ', 'mark')]),
  );
}
