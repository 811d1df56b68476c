/** The lowest lines: the message (or what is being waited for), and the keys that fit. */
import { footerBindings } from '../keys.ts';
import { layoutOf } from '../layout.ts';
import { messageOf, messageText } from '../message.ts';
import type { FormField, State } from '../state.ts';
import type { Style } from '../text/paint.ts';
import { line, type Span, spansWidth, t } from '../text/spans.ts';
import type { Ui } from './ui.ts';

const TONES: Readonly<Record<'info' | 'ok' | 'warn' | 'bad', Style>> = {
  info: 'info',
  ok: 'ok',
  warn: 'warn',
  bad: 'bad',
};

/** What is going on, what just happened, or nothing: as many lines as the layout gives it. */
export function messageLines(state: State, ui: Ui): string[] {
  const { columns, message: rows } = layoutOf(state);
  const { symbols, paint } = ui;
  const end = symbols.ellipsis;
  if (state.busy) return [line([t(` ${state.busy}${end}`, 'info')], columns, paint, end)];
  const message = messageOf(state);
  if (!message) return [progressLine(state, ui)];
  const { text, sentence, signs, lines } = messageText(message, columns, rows);
  const shown = signed(text, signs, symbols.pointer);
  return lines.map(({ start, end: stop }) => {
    const middle = Math.min(stop, Math.max(start, sentence));
    const spans = [
      t(` ${shown.slice(start, middle)}`, TONES[message.tone], 'strong'),
      t(shown.slice(middle, stop)),
    ];
    return line(spans, columns, paint, end);
  });
}

/** How many verdicts are there while they come in; an empty line where that is all of them. */
function progressLine(state: State, { symbols, paint }: Ui): string {
  const { progress } = state.reading;
  if (!progress) return '';
  const text = t(` verdicts ${progress.done}/${progress.of}${symbols.ellipsis}`, 'info');
  return line([text], state.size.columns, paint, symbols.ellipsis);
}

/** Key hints that fit the selection, cut from the right; `?` stays. */
export function footerLine(state: State, ui: Ui): string {
  const { columns } = state.size;
  const hints = hintsOf(state);
  const stays = hints.find((hint) => hint.key === '?');
  const rest = hints.filter((hint) => hint !== stays).slice(0, 5);
  const tail = stays ? hintSpans(stays) : [];
  const spans: Span[] = [];
  for (const hint of rest) {
    const more = hintSpans(hint);
    if (spansWidth(spans) + spansWidth(more) + spansWidth(tail) > columns) break;
    spans.push(...more);
  }
  return line([...spans, ...tail], columns, ui.paint, ui.symbols.ellipsis);
}

/** The terminal's own sign where the next steps begin; it is one code unit, as what it replaces. */
function signed(text: string, signs: readonly number[], sign: string): string {
  let shown = text;
  for (const at of signs) shown = shown.slice(0, at) + sign + shown.slice(at + 1);
  return shown;
}

interface Hint {
  readonly key: string;
  readonly text: string;
}

function hintSpans(hint: Hint): Span[] {
  return [t(` ${hint.key}`, 'accent', 'strong'), t(` ${hint.text} `)];
}

function hintsOf(state: State): Hint[] {
  if (state.view === 'breakglass' && state.form) return formHints(state.form.field);
  if (state.view === 'mfa') {
    return [
      { key: 'Enter', text: 'send' },
      { key: 'Esc', text: 'cancel' },
    ];
  }
  const typing = state.view === 'log' ? state.log.filtering : state.list.filtering;
  if (typing) {
    return [
      { key: 'Enter', text: 'keep' },
      { key: 'Esc', text: 'clear' },
      { key: '!word', text: 'inverts' },
    ];
  }
  return footerBindings(state).map((binding) => ({
    key: binding.label,
    text: binding.hint(state),
  }));
}

function formHints(field: FormField): Hint[] {
  const esc = { key: 'Esc', text: 'back, keeps the draft' };
  if (field === 'confirm') {
    return [{ key: 'Enter', text: 'break the glass' }, { key: 'Shift+Tab', text: 'change' }, esc];
  }
  const enter = { key: 'Enter', text: field === 'duration' ? 'review' : 'next' };
  if (field === 'justification') return [enter, { key: 'Ctrl+J', text: 'new line' }, esc];
  if (field === 'reasonCode') return [enter, { key: '1-9', text: 'pick' }, esc];
  return [enter, { key: 'Shift+Tab', text: 'previous' }, esc];
}
