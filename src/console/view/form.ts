import { durationCap, JUSTIFICATION } from '../../breakglass/form.ts';
import { countGraphemes } from '../../breakglass/graphemes.ts';
import { formatDuration } from '../../policy/duration.ts';
import { cursorPlace, type Editor } from '../editor.ts';
import { layoutOf } from '../layout.ts';
import { roleName } from '../outcome.ts';
import type { FormState, State } from '../state.ts';
import { cell, line, t } from '../text/spans.ts';
import { graphemes, isPlain } from '../text/width.ts';
import { piece, wrapOffsets, wrapText } from '../text/wrap.ts';
import { type Pane, paragraph, row } from './pane.ts';
import type { Ui } from './ui.ts';

/** Cells of the form's label column. */
export const FORM_LABEL = 16;

/** How the form's lines are shared out at this size. Their sum never passes the body. */
export interface FormLayout {
  /** Title and, where there is room, what is overridden and a blank line. */
  readonly head: number;
  readonly reason: number;
  readonly justification: number;
  /** What the field wants, or what is wrong with it. */
  readonly hint: number;
  /** Cells of the fields. */
  readonly cells: number;
}

/** Shares the body's lines out among the fields; `codes`: how many reasons there are. */
export function formLayout(state: State, form: FormState, codes: number): FormLayout {
  const { body } = layoutOf(state);
  const head = body >= 13 ? 3 : 1;
  // Ticket and duration take one each; reason and justification at least that.
  const hint = hintRows(state, form, body - head - 4);
  const room = body - head - 2 - hint;
  const reason = form.field === 'reasonCode' ? Math.max(1, Math.min(codes, room - 1)) : 1;
  const justification = Math.max(1, Math.min(8, room - reason));
  return { head, reason, justification, hint, cells: fieldCells(state) };
}

/** Cells of the form's fields. */
export function fieldCells(state: State): number {
  return Math.max(10, layoutOf(state).columns - FORM_LABEL - 3);
}

/** Title of the form and, where `rows` allows, what the emergency overrides. */
export function formHead(state: State, form: FormState, ui: Ui, rows: number): string[] {
  const pane = paneOf(state, ui);
  const profile = state.list.rows.find((entry) => entry.name === form.profile);
  const verdict = profile?.verdict;
  const lines = [
    row(
      pane,
      t(' BREAK GLASS ', 'odd', 'strong', 'mark'),
      t('  '),
      t(form.profile, 'strong'),
      t(profile ? `  ${roleName(profile)} in ${profile.account ?? 'an unknown account'}` : ''),
    ),
  ];
  const over = verdict?.rule ? `rule ${verdict.rule}` : 'the default deny';
  if (rows > 1) {
    lines.push(row(pane, t(`Overrides ${over} by rule ${form.rule.name}. All of it is recorded.`)));
  }
  if (rows > 2) {
    lines.push(form.restored ? row(pane, t('Your draft is back, as you left it.', 'info')) : '');
  }
  return lines.slice(0, rows);
}

/** The label column's text for a field. */
export function formLabel(text: string, focused: boolean, ui: Ui): string {
  const pointer = focused ? `${ui.symbols.pointer} ` : '  ';
  return line(
    [
      t(pointer, 'accent', 'strong'),
      cell(text, FORM_LABEL - 2, ui.symbols.ellipsis, ...(focused ? (['strong'] as const) : [])),
    ],
    FORM_LABEL,
    ui.paint,
  );
}

/** `37/20-1000`, in the colour of whether it will do. */
export function counter(form: FormState, ui: Ui): string {
  const { text } = form.justification;
  const trimmed = text.trim();
  const count = isPlain(trimmed) ? trimmed.length : countGraphemes(trimmed);
  const { least, most } = JUSTIFICATION;
  const style = count >= least && count <= most ? 'ok' : 'warn';
  return line(
    [t('  '), cell(`${count}/${least}-${most}`, FORM_LABEL - 2, '', style)],
    FORM_LABEL,
    ui.paint,
  );
}

/** Cells that the editor's text has of `cells`: its bar and the cursor behind the last word need some. */
export function editorCells(cells: number): number {
  return Math.max(1, cells - 3);
}

/** The editor's lines, wrapped, windowed around the cursor, which is shown inverted. */
export function editorLines(
  editor: Editor,
  cells: number,
  rows: number,
  focused: boolean,
  ui: Ui,
): string[] {
  const wide = editorCells(cells);
  const lines = wrapOffsets(editor.text, wide);
  const at = focused ? cursorPlace(editor, wide).row : 0;
  const from = Math.max(0, Math.min(at - rows + 1, lines.length - rows));
  const shown = lines.slice(from, from + rows).map(({ start, end }, index) => {
    const text = editor.text.slice(start, end);
    if (!focused || from + index !== at) return line([t(text)], cells, ui.paint, '');
    return cursorLine(text, editor.cursor - start, cells, ui);
  });
  while (shown.length < rows) shown.push('');
  // A bar along the whole field shows where it is and how much room it has.
  const bar = focused ? ui.paint(ui.symbols.bar, 'accent') : ui.paint(ui.symbols.bar, 'line');
  return shown.map((text) => `${bar} ${text}`);
}

/** What the focused field wants, or what is wrong with it; at most `rows` lines. */
export function formHint(state: State, form: FormState, ui: Ui, rows: number): string[] {
  const pane = paneOf(state, ui);
  const styles = form.problems[form.field] ? (['bad', 'strong'] as const) : (['muted'] as const);
  if (rows === 1) return [row(pane, t(hintText(form), ...styles))];
  return paragraph(pane, hintText(form), 0, ...styles).slice(0, rows);
}

/** Lines that the hint takes where it may take `most`: it is told whole, if at all possible. */
export function hintRows(state: State, form: FormState, most: number): number {
  const lines = wrapText(hintText(form), layoutOf(state).columns - 2, 3).length;
  return Math.max(1, Math.min(lines, 3, most));
}

function hintText(form: FormState): string {
  const problem = form.problems[form.field];
  return problem ? `! ${problem}` : hints(form);
}

function hints(form: FormState): string {
  const cap = formatDuration(durationCap(form.rule));
  switch (form.field) {
    case 'reasonCode':
      return 'Why the glass is broken; only these reasons are open to you here.';
    case 'justification':
      return 'What happened and what you will do. It cannot be changed afterwards.';
    case 'ticket':
      return form.rule.ticket
        ? `The policy asks for a ticket like ${form.rule.ticket}.`
        : 'Optional here.';
    case 'duration':
      return `As 30m, 1h, 1h30m; at most ${cap}. Access ends then by itself.`;
    case 'confirm':
      return '';
  }
}

function cursorLine(text: string, at: number, cells: number, ui: Ui): string {
  const before = text.slice(0, at);
  const under = graphemes(text.slice(at))[0] ?? '';
  const after = text.slice(at + under.length);
  const shown = under === '' || under === ' ' ? ' ' : piece(under).shown;
  const marked = ui.paint(shown, 'mark');
  // Where nothing can be inverted, a sign of its own shows the place.
  const sign = marked === shown ? ui.symbols.cursor + under : marked;
  return line([t(before)], cells, ui.paint, '') + sign + line([t(after)], cells, ui.paint, '');
}

function paneOf(state: State, ui: Ui): Pane {
  return { ui, columns: layoutOf(state).columns };
}
