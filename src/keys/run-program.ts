/** Runs a key store's own program: from its absolute path, without a shell, never for ever. */
import type { ChildProcess } from 'node:child_process';
import type { Context } from '../context.ts';
import { errorCode } from '../files/error-code.ts';

/** How long a store's program or server may take, milliseconds, where it waits for no person. */
export const ANSWER_MS = 5000;
/** A vault of thousands of items is listed in less. */
const MOST_BYTES = 4 * 1024 * 1024;
/** After the program has ended, how long its output may still be on the way, milliseconds. */
const DRAIN_MS = 300;

export interface Run {
  /** Absolute. */
  readonly program: string;
  /** Never a secret: other users see them. */
  readonly args: readonly string[];
  /** For its stdin; absent: it has none (`op` takes any pipe for a template). */
  readonly input?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /**
   * `alone`: in a session of its own, without a terminal, which ends after ANSWER_MS with everything it
   * started. `at the terminal`: beside us, until it ends or the person presses Ctrl+C.
   */
  readonly where: 'alone' | 'at the terminal';
  /** Instead of ANSWER_MS, milliseconds; of use only where it runs alone. */
  readonly limit?: number;
}

export type Ran =
  | {
      readonly how: 'ended';
      readonly code: number | null;
      readonly output: Buffer;
      /** To tell one failure from another; never repeated, since anything may stand in it. */
      readonly complaint: string;
    }
  | { readonly how: 'slow' }
  | { readonly how: 'endless' }
  | { readonly how: 'not started'; readonly why: string };

/** Never throws; a caller has a sentence for every way that it can end. */
export async function runProgram(ctx: Pick<Context, 'spawn' | 'platform'>, run: Run): Promise<Ran> {
  const alone = run.where === 'alone';
  const group = alone && ctx.platform !== 'win32';
  const child = ctx.spawn(run.program, run.args, {
    detached: group,
    windowsHide: true,
    stdio: [run.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: withoutPassphrase(run.env),
  });
  const stop = () => end(child, group);
  process.on('exit', stop);
  const cut = Promise.withResolvers<Ran>();
  const timer = alone
    ? setTimeout(() => cut.resolve({ how: 'slow' }), run.limit ?? ANSWER_MS)
    : undefined;
  child.once('error', (error) => {
    cut.resolve({ how: 'not started', why: errorCode(error) ?? 'unknown error' });
  });
  // It may end without having read everything.
  child.stdin?.on('error', () => {});
  child.stdin?.end(run.input);
  try {
    const ran = await Promise.race([
      outcome(child, () => cut.resolve({ how: 'endless' })),
      cut.promise,
    ]);
    if (ran.how !== 'ended') stop();
    return ran;
  } finally {
    clearTimeout(timer);
    process.off('exit', stop);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

async function outcome(child: ChildProcess, tooMuch: () => void): Promise<Ran> {
  const output = collect(child.stdout, tooMuch);
  const complaint = collect(child.stderr, tooMuch);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // What it left running (an agent, a cache) may hold the pipes.
  const drained = new Promise<void>((resolve) => setTimeout(resolve, DRAIN_MS).unref());
  await Promise.race([closed, drained]);
  return {
    how: 'ended',
    code: child.exitCode,
    output: output(),
    complaint: complaint().toString('utf8'),
  };
}

function collect(stream: ChildProcess['stdout'], tooMuch: () => void): () => Buffer {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_BYTES) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks);
}

/** The program and, where it leads a group, everything that it started. */
function end(child: ChildProcess, group: boolean): void {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (group) process.kill(-pid, 'SIGKILL');
    else child.kill('SIGTERM');
  } catch {
    // It is gone.
  }
}

function withoutPassphrase(env: Run['env']): NodeJS.ProcessEnv {
  const { SENTINEL_KEYS_PASSPHRASE: _, ...others } = env;
  return others;
}
