/** A child in our place: same terminal, same process group, its end is ours. */
import { constants } from 'node:os';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';

const FORWARDED = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** What the terminal sends to the whole group: the child has its own already. */
const FROM_THE_TERMINAL = ['SIGINT', 'SIGQUIT'] as const;

/**
 * Runs a command with exactly this environment and waits for it.
 * @returns its exit code; 128 and the signal's number where a signal ended it; 127 and 126 where it
 *   cannot be started, as a shell says it.
 */
export async function runChild(
  ctx: Context,
  [command, ...args]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = ctx.spawn(command, args, { stdio: 'inherit', env: { ...env } });
  const handlers = [
    ...FORWARDED.map((name) => [name, () => void child.kill(name)] as const),
    ...FROM_THE_TERMINAL.map((name) => [name, () => forwardTyped(ctx, child, name)] as const),
  ];
  for (const [name, handler] of handlers) process.on(name, handler);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.once('error', (cause) => reject(cannotStart(command, cause)));
      child.once('exit', (code, signal) =>
        resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)),
      );
    });
  } catch (error) {
    if (!(error instanceof NotStarted)) throw error;
    const { visible } = await import('../terminal/sanitise.ts');
    ctx.stdio.stderr.write(`sentinel: ${visible(error.message)}\n`);
    return error.exitCode;
  } finally {
    for (const [name, handler] of handlers) process.off(name, handler);
  }
}

/** Ctrl+C in a terminal reaches the child by itself; sent to us alone (`kill -INT`) it must be passed on. */
function forwardTyped(ctx: Context, child: ReturnType<Context['spawn']>, name: NodeJS.Signals) {
  const { stdin, stdout, stderr } = ctx.stdio;
  if (!stdin.isTTY && !stdout.isTTY && !stderr.isTTY) child.kill(name);
}

class NotStarted extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

function cannotStart(command: string, cause: NodeJS.ErrnoException): Error {
  if (cause.code === 'ENOENT') return new NotStarted(`There is no command "${command}".`, 127);
  if (cause.code === 'EACCES') return new NotStarted(`"${command}" may not be run (EACCES).`, 126);
  return new SentinelError('failed', `"${command}" cannot be started (${cause.code}).`, [], cause);
}
