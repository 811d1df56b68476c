import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { openTerminalLines } from '../terminal-line.ts';

/**
 * A typed yes at the terminal.
 * @throws SentinelError `usage` where nobody is there to ask; `interrupted` for any other answer.
 */
export async function askYes(ctx: Context, question: string, signal: AbortSignal): Promise<void> {
  const lines = await openTerminalLines(ctx);
  if (!lines) {
    throw new SentinelError('usage', 'Nobody is at a terminal to say yes. Nothing was pushed.', [
      'In a script: --yes',
      'Only look: --dry-run',
    ]);
  }
  try {
    ctx.stdio.stderr.write(`${question} Type yes: `);
    const answer = await lines.next(signal);
    if (answer === null) ctx.stdio.stderr.write('\n');
    if (answer?.trim().toLowerCase() === 'yes') return;
    throw new SentinelError('interrupted', 'Not pushed: the answer was not yes.');
  } finally {
    lines.close();
  }
}
