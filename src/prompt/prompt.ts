import type { ParsedArgs } from '../commands/types.ts';
import type { Context } from '../context.ts';
import type { Host } from './escape.ts';
import { FORMAT, promptLine } from './line.ts';
import { allSessions, sessionAround } from './sessions.ts';

/**
 * `sentinel prompt`: what it prints, without the line's end, and its exit code. From the environment alone;
 * with `all` or `tmux` (whose server stands in no session) from the ledger too. Never AWS.
 * @throws SentinelError usage for a format that cannot be filled.
 */
export function prompt(
  ctx: Pick<Context, 'env' | 'paths' | 'clock'>,
  { flags }: Pick<ParsedArgs, 'flags'>,
): { text: string; code: number } {
  const tmux = flags['tmux'] === true;
  const around = sessionAround(ctx.env);
  const sessions = flags['all'] || tmux ? allSessions(ctx) : around ? [around] : [];
  const text = promptLine(sessions, ctx.clock.now(), {
    format: typeof flags['format'] === 'string' ? flags['format'] : FORMAT,
    host: tmux ? 'tmux' : hostOf(flags['shell']),
    colour: flags['color'] === true && flags['no-color'] !== true,
  });
  return { text, code: text === '' && flags['exit-code'] ? 1 : 0 };
}

function hostOf(shell: string | boolean | undefined): Host {
  return shell === 'bash' || shell === 'zsh' ? shell : 'plain';
}
