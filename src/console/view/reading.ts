/** The views that are only read: who am I, help, first run. */
import { FIELD_KEYS, KEYS } from '../keys.ts';
import { layoutOf } from '../layout.ts';
import type { State } from '../state.ts';
import { cell, t } from '../text/spans.ts';
import { wrapText } from '../text/wrap.ts';
import { fact, type Pane, paragraph, row, scrolled, title } from './pane.ts';
import type { Ui } from './ui.ts';

/** Who AWS says we are, and what that means for policies. */
export function whoAmILines(state: State, ui: Ui): string[] {
  const pane = paneOf(state, ui);
  const { facts } = state;
  if (!facts) return scrolled(pane, nobodyLines(state, ui), 0, layoutOf(state).body);
  const lines = [
    '',
    title(pane, 'Who am I'),
    '',
    ...fact(pane, 'Name', facts.name, 'strong'),
    ...fact(pane, 'ARN', facts.arn),
    ...fact(pane, 'Account', facts.account),
    ...fact(pane, 'Type', facts.identityType),
    ...fact(pane, 'User id', facts.userId),
    ...fact(pane, 'From', facts.source),
  ];
  if (facts.nameCounts) {
    const word = facts.nameCounts.counts ? 'counts in policies' : 'does not count in policies';
    lines.push(...fact(pane, 'The name', `${word}: ${facts.nameCounts.why}`));
  }
  lines.push('', ...fact(pane, 'Policy', facts.policyRef), ...fact(pane, 'Region', facts.region));
  if (facts.endpoint) lines.push(...fact(pane, 'Endpoint', `${facts.endpoint} (override in use)`));
  lines.push('', ...fact(pane, 'Same as', `${state.command} whoami`));
  return scrolled(pane, lines, 0, layoutOf(state).body);
}

/** While AWS is asked, and where it has not told: why not. */
function nobodyLines(state: State, ui: Ui): string[] {
  const pane = paneOf(state, ui);
  const { status } = state.reading;
  if (status === 'working') {
    return ['', row(pane, t(`Asking AWS who you are${ui.symbols.ellipsis}`))];
  }
  if (status === 'unconfigured') {
    return ['', ...paragraph(pane, 'Nothing is set up on this machine, so AWS was not asked.')];
  }
  const problem = state.list.failure ?? state.list.rows.find((entry) => entry.problem)?.problem;
  const lines = ['', row(pane, t('Who you are is not known.', 'strong')), ''];
  if (problem) {
    lines.push(...paragraph(pane, problem.text, 0, 'bad'));
    for (const next of problem.next) {
      lines.push(...paragraph(pane, `${ui.symbols.pointer} ${next}`));
    }
    lines.push('');
  }
  return [...lines, row(pane, t('R asks again.', 'muted'))];
}

/** All keys, from the table. */
export function helpLines(state: State, ui: Ui): string[] {
  return scrolled(paneOf(state, ui), allHelp(state, ui), state.help.scroll, layoutOf(state).body);
}

/** How far the help can be scrolled. */
export function helpEnd(state: State, ui: Ui): number {
  return Math.max(0, allHelp(state, ui).length - layoutOf(state).body);
}

function allHelp(state: State, ui: Ui): string[] {
  const pane = paneOf(state, ui);
  const lines = ['', title(pane, 'Keys'), ''];
  for (const binding of KEYS) lines.push(...keyLine(pane, binding.label, binding.help));
  lines.push('', title(pane, 'In text fields'), '');
  for (const { label, help } of FIELD_KEYS) lines.push(...keyLine(pane, label, help));
  lines.push('', title(pane, 'What the verdicts mean'), '');
  const { symbols } = ui;
  const verdicts = [
    [`${symbols.allow} allow`, 'Enter opens a shell with stamped credentials'],
    [`${symbols.deny} deny`, 'the details say which rule, and when it opens if it does'],
    [`${symbols.approval} approval`, 'somebody has to approve first; break-glass may help'],
    [`${symbols.server} server`, 'given through server mode only'],
    [`${symbols.unstamped} unstamped`, 'AWS cannot stamp these credentials'],
    [`${symbols.signin} sign in`, 'no base credentials: sign in first'],
    [`${symbols.glass} emergency`, 'your break-glass is open there; Enter opens the shell'],
  ] as const;
  for (const [sign, text] of verdicts) lines.push(...keyLine(pane, sign, text));
  return lines;
}

function keyLine(pane: Pane, label: string, text: string): string[] {
  const wide = pane.columns < 60 ? 14 : 22;
  const end = pane.ui.symbols.ellipsis;
  return wrapText(text, pane.columns - wide - 2).map((part, index) =>
    row(pane, cell(index === 0 ? label : '', wide, end, 'strong'), t(part)),
  );
}

/** Nothing is set up: what can be done from here. Never an error. */
export function firstRunLines(state: State, ui: Ui): string[] {
  const pane = paneOf(state, ui);
  return scrolled(
    pane,
    [
      '',
      row(pane, t('Welcome to Sentinel.', 'strong')),
      '',
      ...paragraph(
        pane,
        'There is no AWS profile on this machine yet, or no policy to judge it by. Nothing is wrong; here is where to begin:',
      ),
      '',
      ...fact(pane, 'Try it', 'sentinel --sandbox', 'accent', 'strong'),
      ...paragraph(
        pane,
        'A built-in AWS with a dozen profiles. No account needed, nothing of yours is read.',
        12,
      ),
      '',
      ...fact(pane, 'Set it up', 'put a policy in SSM or in a file, and name it in the config:'),
      ...paragraph(pane, 'policy: ssm:/sentinel/policies/default', 12, 'accent'),
      ...paragraph(pane, 'policy: file:policy.yaml', 12, 'accent'),
      ...paragraph(pane, 'A wizard that does this step by step is not in this version yet.', 12),
      '',
      ...fact(pane, 'Check it', 'sentinel config validate policy.yaml', 'accent'),
      ...fact(pane, 'Help', '? shows all keys, sentinel --help all commands'),
    ],
    0,
    layoutOf(state).body,
  );
}

function paneOf(state: State, ui: Ui): Pane {
  return { ui, columns: layoutOf(state).columns };
}
