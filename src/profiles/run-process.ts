/**
 * Runs another tool's `credential_process`. Not by the SDK's provider: that one waits for ever, gives the
 * tool the environment of this process, and puts what the tool wrote to stderr into its error.
 */
import type { ChildProcess } from 'node:child_process';
import type { Context } from '../context.ts';
import { PROCESS_MARK } from './calls-sentinel.ts';

/** Leaves time for the rest of an issue, which has nine seconds. */
export const PROCESS_MS = 7_000;
/** Far above eight kilobytes, which AWS's own tools print at most. */
const MOST_BYTES = 64 * 1024;
/** After the command has ended, how long its output may still be on the way, milliseconds. */
const DRAIN_MS = 300;
/** Between asking a command to end and ending it, milliseconds. */
const GRACE_MS = 300;

export type Ran =
  | { readonly output: string; readonly why: null }
  /** As the end of a sentence. */
  | { readonly output: null; readonly why: string };

/**
 * The command through the platform's shell, as the AWS SDKs run it. It has no terminal to ask on: what it
 * would draw there would be lost under a console, and a prompt would eat the time.
 * @param profile whose process it is, for the mark.
 * @throws the signal's reason; the command and its children are ended first.
 */
export async function runProcess(
  ctx: Pick<Context, 'spawn' | 'env' | 'childEnv' | 'platform'>,
  command: string,
  profile: string,
  signal: AbortSignal,
  milliseconds = PROCESS_MS,
): Promise<Ran> {
  signal.throwIfAborted();
  const child = ctx.spawn(command, [], {
    shell: true,
    // A process group of its own, so that what it starts can be ended with it.
    detached: ctx.platform !== 'win32',
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: environment(ctx, profile),
  });
  const { promise: cut, resolve: cutShort } = Promise.withResolvers<Ran>();
  const failed = (why: string) => cutShort({ output: null, why });
  const timer = setTimeout(
    () => failed(`it did not end within ${milliseconds / 1000} s`),
    milliseconds,
  );
  const abort = () => failed('');
  signal.addEventListener('abort', abort, { once: true });
  child.once('error', (error: NodeJS.ErrnoException) => {
    failed(`it cannot be started (${error.code ?? 'unknown error'})`);
  });
  try {
    const done = output(child, () => failed('it prints without end'));
    const ran = await Promise.race([done, cut]);
    if (child.exitCode === null && child.signalCode === null) await end(ctx, child);
    signal.throwIfAborted();
    return ran;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
    child.stdout?.destroy();
  }
}

/** Everything printed until the command ended; something that it left running may hold the pipe. */
async function output(child: ChildProcess, tooMuch: () => void): Promise<Ran> {
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MOST_BYTES) tooMuch();
    else chunks.push(chunk);
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([closed, pause(DRAIN_MS)]);
  const { exitCode, signalCode } = child;
  if (signalCode !== null) return { output: null, why: `it was ended by ${signalCode}` };
  if (exitCode !== 0) return { output: null, why: `it ended with exit code ${exitCode}` };
  return { output: Buffer.concat(chunks).toString('utf8'), why: null };
}

/** The command and what it started. */
async function end(ctx: Pick<Context, 'spawn' | 'platform'>, child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  if (ctx.platform === 'win32') {
    const kill = ctx.spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    kill.once('error', () => {});
    return;
  }
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  send(pid, 'SIGTERM');
  await Promise.race([gone, pause(GRACE_MS)]);
  send(pid, 'SIGKILL');
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch {
    // Nobody is left in it.
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

/** Keys of a session around us would come back as base credentials; they are not the tool's either. */
const SESSION_KEYS =
  /^AWS_(?:ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|SECURITY_TOKEN|CREDENTIAL_EXPIRATION)$/;

/** The user's environment, as the tool would have it without us, and our mark. */
function environment(ctx: Pick<Context, 'env' | 'childEnv'>, profile: string) {
  const inSession = ctx.env['SENTINEL_SESSION_ID'] !== undefined;
  const kept = Object.entries(ctx.env).filter(
    ([name]) => name !== 'SENTINEL_KEYS_PASSPHRASE' && !(inSession && SESSION_KEYS.test(name)),
  );
  return { ...Object.fromEntries(kept), ...ctx.childEnv, [PROCESS_MARK]: profile };
}
