/**
 * Lends the terminal to a child (the subshell of a profile) and takes it back. The delicate part of the
 * console; each step is there because leaving it out failed in a real terminal:
 *
 * 1. The keyboard is held in the handler of Enter itself, so that what is typed behind it is the child's.
 * 2. Ink leaves its screen and raw mode (`suspend`).
 * 3. The child runs under `sh -m` (shell-wrapper.ts), spawned asynchronously: our timers go on.
 * 4. Ctrl+C and Ctrl+\ between two owners of the terminal must not end us.
 * 5. A child that has to go gets SIGHUP, which shells pass on to their jobs; they ignore SIGTERM.
 * 6. Back again: leftovers of killed programs are cleared, and we ask for the window's size, because
 *    only the terminal's owner was told of a resize.
 */
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { Context } from '../context.ts';
import type { Keyboard } from './keyboard.ts';
import { CLEAR_LEFTOVERS } from './modes.ts';
import { startFolder, withoutNpm } from './npm-environment.ts';
import { PID_DESCRIPTOR, readExit, wrapped } from './shell-wrapper.ts';
import { teller } from './tell.ts';

export interface HandOver {
  readonly ctx: Pick<Context, 'env' | 'platform' | 'spawn' | 'stdio' | 'clock'>;
  readonly command: string;
  readonly args?: readonly string[];
  /** The child's whole environment; npm's additions are taken out here. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Printed before the child starts. The caller has made foreign text in it visible. */
  readonly banner?: string;
  /** Held until the child is gone. The Enter handler has called hold() already; a second is harmless. */
  readonly keyboard?: Pick<Keyboard, 'hold' | 'release'>;
  /** Ink's suspendTerminal. Without it the terminal must be in cooked mode already. */
  readonly suspend?: (run: () => Promise<void>) => Promise<void>;
  /**
   * Called when the child runs; what it returns is called when the child is gone (startCountdown). `tell`
   * writes a sequence to the terminal although the child has it.
   */
  readonly during?: (tell: (sequence: string) => void) => () => void;
  /** Aborted: the child gets SIGHUP (the console itself was told to end). */
  readonly signal?: AbortSignal;
}

export interface HandOverResult {
  /** The child's, as a shell would say it: 128 + n after signal n, 127 when there is no such program. */
  readonly exitCode: number;
  /** What the exit code says of a signal; a child that exits with 137 looks like one killed. */
  readonly signal: NodeJS.Signals | null;
  /** How long the terminal was away. */
  readonly milliseconds: number;
}

/**
 * Runs a child in the terminal and resolves when the terminal is ours again.
 * @throws when the child could not be started at all; the terminal is back in that case too.
 */
export async function handOver(job: HandOver): Promise<HandOverResult> {
  job.keyboard?.hold();
  let result: HandOverResult | undefined;
  try {
    // Let the handler of the key return and Ink finish what it is doing.
    await nextTurn();
    const suspend = job.suspend ?? ((run) => run());
    await suspend(async () => {
      result = await runChild(job);
    });
  } finally {
    job.keyboard?.release();
  }
  if (!result)
    throw new Error('the terminal was not handed over: suspend() did not run its callback');
  return result;
}

async function runChild(job: HandOver): Promise<HandOverResult> {
  const { ctx } = job;
  const started = ctx.clock.now();
  const ignore = () => {};
  process.on('SIGINT', ignore);
  process.on('SIGQUIT', ignore);
  let stop: (() => void) | undefined;
  let lent = true;
  try {
    if (job.banner) ctx.stdio.stdout.write(job.banner);
    await nextTurn();
    const child = start(job);
    const pid = reportedPid(child);
    const hangUp = () => void endWithHangUp(child, pid);
    job.signal?.addEventListener('abort', hangUp);
    if (job.signal?.aborted) hangUp();
    stop = job.during?.(teller(ctx, () => lent));
    const exit = await ended(child);
    lent = false;
    job.signal?.removeEventListener('abort', hangUp);
    return { ...exit, milliseconds: ctx.clock.now() - started };
  } finally {
    stop?.();
    if (ctx.stdio.stdout.writable) ctx.stdio.stdout.write(CLEAR_LEFTOVERS);
    if (ctx.platform !== 'win32') await noticeResize();
    process.off('SIGINT', ignore);
    process.off('SIGQUIT', ignore);
  }
}

function start(job: HandOver): ChildProcess {
  const { ctx } = job;
  const args = job.args ?? [];
  const env = withoutNpm(job.env);
  const cwd = job.cwd ?? startFolder(job.env, process.cwd());
  if (ctx.platform === 'win32') {
    return ctx.spawn(job.command, args, { stdio: 'inherit', env, cwd });
  }
  const [command, wrappedArgs] = wrapped(job.command, args);
  return ctx.spawn(command, wrappedArgs, {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env,
    cwd,
  });
}

/** The pid of the program behind the wrapper; undefined when it ended before it could tell. */
async function reportedPid(child: ChildProcess): Promise<number | undefined> {
  const pipe = child.stdio[PID_DESCRIPTOR] as Readable | null | undefined;
  if (!pipe) return child.pid;
  let digits = '';
  for await (const chunk of pipe) {
    digits += String(chunk);
    if (digits.endsWith('\n')) return Number(digits);
  }
  return undefined;
}

async function endWithHangUp(child: ChildProcess, pid: Promise<number | undefined>): Promise<void> {
  const target = await pid;
  try {
    // A stopped shell cannot take the hint before it is woken.
    if (target === undefined) child.kill('SIGHUP');
    else for (const signal of ['SIGHUP', 'SIGCONT'] as const) process.kill(target, signal);
  } catch {
    // It is gone already, which is what was asked for.
  }
}

function ended(child: ChildProcess): Promise<Omit<HandOverResult, 'milliseconds'>> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(readExit(code, signal)));
  });
}

/** Node asks for the window's size when it gets SIGWINCH; only the terminal's owner was sent one. */
async function noticeResize(): Promise<void> {
  const noticed = new Promise<void>((resolve) => process.once('SIGWINCH', () => resolve()));
  // A signal that is waited for does not keep Node running, and Ink has let go of the keyboard.
  const awake = setTimeout(() => {}, 1000);
  process.kill(process.pid, 'SIGWINCH');
  await noticed;
  await nextTurn();
  clearTimeout(awake);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
