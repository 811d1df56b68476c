/** The detached process: serves a home until it is idle, told to stop, or killed. */
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { ensurePrivateDir } from '../../files/private-dir.ts';
import { homePaths } from '../home.ts';
import { type Sandbox, startSandbox } from '../server.ts';
import { HomeInUse } from '../store.ts';
import { dropAddress, readAddress, writeAddress } from './address.ts';
import { programMark } from './program.ts';

/** A server nobody uses ends after this, milliseconds. */
export const IDLE_LIMIT = 15 * 60_000;

/** How long to wait for a predecessor that is on its way out, milliseconds. */
const HANDOVER = 5000;

/** How often to see whether the home is still there, milliseconds. */
const HOME_CHECK = 3000;

/** Resolves when the server has stopped. @throws SentinelError failed where another one keeps the home. */
export async function serveHome(
  ctx: Pick<Context, 'clock' | 'random' | 'self' | 'pid'>,
  home: string,
): Promise<void> {
  const path = homePaths(home).address;
  await ensurePrivateDir(home);
  await ensurePrivateDir(`${home}/run`);
  const sandbox = await startWhenFree(ctx, home);
  const address = {
    url: sandbox.url,
    token: sandbox.token,
    pid: ctx.pid,
    program: programMark(ctx.self[1]),
  };
  await writeAddress(path, address);
  // A server is killed rather than ended, so its compiled code would never be kept for the next one.
  process.getBuiltinModule('node:module').flushCompileCache?.();
  const stop = () => void sandbox.stop();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // The terminal it was started from may close; it lives on.
  process.on('SIGHUP', () => {});
  // A home that was deleted under it (a test's, say) can be found by nobody any more.
  const watch = setInterval(() => {
    if (readAddress(path)?.token !== address.token) stop();
  }, HOME_CHECK);
  await sandbox.stopped;
  clearInterval(watch);
  dropAddress(path, address);
}

async function startWhenFree(
  ctx: Pick<Context, 'clock' | 'random' | 'self'>,
  home: string,
): Promise<Sandbox> {
  const limit = process.hrtime.bigint() + BigInt(HANDOVER) * 1_000_000n;
  for (;;) {
    try {
      return await startSandbox({
        home,
        clock: ctx.clock,
        random: ctx.random,
        idle: IDLE_LIMIT,
        program: programMark(ctx.self[1]),
      });
    } catch (error) {
      if (!(error instanceof HomeInUse)) throw error;
      if (process.hrtime.bigint() > limit) throw taken(home);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

function taken(home: string): SentinelError {
  const pid = readAddress(homePaths(home).address)?.pid;
  return new SentinelError(
    'failed',
    `Another process keeps the sandbox's home ${home} and does not answer.`,
    pid === undefined ? [] : [`kill ${pid}`],
  );
}
