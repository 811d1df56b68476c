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
  let child: ReturnType<Context['spawn']> | null = null;
  const pass = (name: NodeJS.Signals) => void child?.kill(name);
  const typed = (name: NodeJS.Signals) => {
    if (!hasTerminal(ctx)) pass(name);
  };
  const handlers = [
    ...FORWARDED.map((name) => [name, () => pass(name)] as const),
    ...FROM_THE_TERMINAL.map((name) => [name, () => typed(name)] as const),
  ];
  // Before the child starts: it may run, and be signalled through us, before `spawn` has returned here.
  for (const [name, handler] of handlers) process.on(name, handler);
  try {
    const started = ctx.spawn(command, args, { stdio: 'inherit', env: { ...env } });
    child = started;
    return await new Promise<number>((resolve, reject) => {
      started.once('error', (cause) => reject(cannotStart(command, cause)));
      started.once('exit', (code, signal) =>
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
function hasTerminal({ stdio }: Context): boolean {
  return Boolean(stdio.stdin.isTTY || stdio.stdout.isTTY || stdio.stderr.isTTY);
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
