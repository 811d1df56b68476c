import { layoutOf } from '../layout.ts';
import { CODE_LENGTH } from '../reduce/mfa.ts';
import type { MfaField, State } from '../state.ts';
import { t } from '../text/spans.ts';
import { fact, type Pane, paragraph, row, scrolled, title } from './pane.ts';
import type { Ui } from './ui.ts';

/** The field for an MFA code: which device, what for, and why the last one did not do. */
export function mfaLines(state: State, ui: Ui): string[] {
  const { mfa } = state;
  const { columns, body } = layoutOf(state);
  const pane = { ui, columns };
  if (!mfa) return [];
  const lines = allMfa(pane, mfa);
  const fits = lines.length <= body ? lines : lines.filter((text) => text !== '');
  return scrolled(pane, fits, 0, body);
}

function allMfa(pane: Pane, mfa: MfaField): string[] {
  const aim =
    mfa.eventId === null
      ? `a shell as ${mfa.profile}`
      : `the emergency shell as ${mfa.profile}; the break-glass is open and stays open`;
  const { problem } = mfa;
  return [
    title(pane, 'Code of an MFA device'),
    '',
    ...fact(pane, 'Device', mfa.serial, 'strong'),
    ...fact(pane, 'For', aim),
    '',
    codeLine(pane, mfa.code),
    '',
    ...(problem ? paragraph(pane, problem.text, 0, 'bad', 'strong') : []),
    ...(problem?.next ?? []).flatMap((next) =>
      paragraph(pane, `${pane.ui.symbols.pointer} ${next}`),
    ),
    ...paragraph(
      pane,
      `The ${CODE_LENGTH} digits that the device or app of that name shows now. A code works once: after a wrong one wait for the next.`,
    ),
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
