import { nameOf } from '../../sso/not-signed-in.ts';
import { visible } from '../../terminal/sanitise.ts';
import { layoutOf } from '../layout.ts';
import type { SigningIn, State } from '../state.ts';
import { line, t } from '../text/spans.ts';
import { countdown } from '../text/times.ts';
import { isPlain } from '../text/width.ts';
import { wrapText } from '../text/wrap.ts';
import { fact, type Pane, paragraph, row, scrolled } from './pane.ts';
import type { Ui } from './ui.ts';

/** A sign-in: where to go, the code to compare, how long it is good, or why it came to nothing. */
export function signInLines(state: State, ui: Ui): string[] {
  const { body, columns } = layoutOf(state);
  return scrolled({ ui, columns }, allSignIn(state, ui), state.signIn?.scroll ?? 0, body);
}

/** How far the view can be scrolled. */
export function signInEnd(state: State, ui: Ui): number {
  return Math.max(0, allSignIn(state, ui).length - layoutOf(state).body);
}

function allSignIn(state: State, ui: Ui): string[] {
  const { signIn } = state;
  if (!signIn) return [];
  const { body, columns } = layoutOf(state);
  const pane = { ui, columns };
  const lines = [
    row(pane, t('Sign in to '), t(nameOf(signIn.start), 'strong')),
    '',
    ...(signIn.failure ? failed(pane, signIn.failure) : going(state, pane, signIn)),
  ];
  // Blank lines are the first to go where the screen is low.
  return lines.length <= body ? lines : lines.filter((text) => text !== '');
}

function going(state: State, pane: Pane, { start, prompt }: SigningIn): string[] {
  const { symbols } = pane.ui;
  if (!prompt) {
    return [
      ...fact(pane, 'Start URL', start.startUrl),
      '',
      row(pane, t(`Asking AWS for the address to sign in at${symbols.ellipsis}`, 'info')),
    ];
  }
  const where = prompt.flow === 'device' ? 'in any browser, on this machine or another' : 'here';
  const how = prompt.opened
    ? 'A browser was opened with this address; if none came up, open it yourself:'
    : `No browser was opened here. Open this address ${where}:`;
  const left = countdown(prompt.expiresAt - state.now);
  return [
    ...paragraph(pane, how),
    '',
    ...addressLines(pane, prompt.url),
    '',
    ...(prompt.userCode === null ? [] : codeLines(pane, prompt.userCode)),
    row(pane, t('Waiting for you there. '), t(left, 'strong'), t(' left.')),
  ];
}

/** From the first column and cut nowhere: what is selected with the mouse is the address and nothing else. */
function addressLines({ ui, columns }: Pane, url: string): string[] {
  const safe = visible(url);
  const parts = isPlain(safe) ? chunks(safe, columns) : wrapText(safe, columns);
  return parts.map((part) => line([t(part, 'accent')], columns, ui.paint, ui.symbols.ellipsis));
}

function chunks(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
}

/** Somebody else's code in one's own browser signs somebody else in: so it is there to be compared. */
function codeLines(pane: Pane, code: string): string[] {
  const text = `   ${visible(code.slice(0, 40))}   `;
  const edge = row(pane, t('  '), t(' '.repeat(text.length), 'mark'));
  return [
    edge,
    row(pane, t('  '), t(text, 'mark', 'strong')),
    edge,
    '',
    ...paragraph(pane, 'Go on there only if the page shows this same code.'),
    '',
  ];
}

function failed(pane: Pane, failure: NonNullable<SigningIn['failure']>): string[] {
  return [
    ...paragraph(pane, failure.text, 0, 'bad', 'strong'),
    '',
    ...failure.next.flatMap((next) => paragraph(pane, `${pane.ui.symbols.pointer} ${next}`)),
    '',
    row(pane, t('Enter tries again, Esc goes back.')),
  ];
}
