/** Finds the one server of a home, or starts it as a process of its own. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { withLock } from '../../files/lock.ts';
import { ensurePrivateDir } from '../../files/private-dir.ts';
import { homePaths } from '../home.ts';
import { type Address, readAddress } from './address.ts';
import { isOtherBuild, programMark } from './program.ts';
import { askToStop, listens, ping } from './talk.ts';

export interface Found {
  readonly address: Address;
  /** This call started it. */
  readonly started: boolean;
}

type World = Pick<Context, 'env' | 'self' | 'spawn'>;

/** How long a server may take to answer for the first time, milliseconds. */
const START_LIMIT = 10_000;

/**
 * @param brief whoever listens at the address that the server wrote down is taken for it.
 * @throws SentinelError unavailable, with the last lines of the server's own log.
 */
export async function findOrStart(world: World, home: string, brief = false): Promise<Found> {
  const there = await findServer(world, home, brief);
  if (there) return { address: there, started: false };
  await ensurePrivateDir(home);
  await ensurePrivateDir(`${home}/run`);
  return withLock(
    homePaths(home).startLock,
    async () => {
      // While this process waited for the lock another one may have started it.
      const now = await findServer(world, home);
      if (now) return { address: now, started: false };
      return { address: await start(world, home), started: true };
    },
    { timeout: START_LIMIT + 5000 },
  );
}

/** The home's server, if it answers and runs this build; one of an older build is asked to leave. */
async function findServer(world: World, home: string, brief = false): Promise<Address | null> {
  const address = readAddress(homePaths(home).address);
  const about = address && (brief ? await listens(address) : await ping(address));
  if (!address || !about) return null;
  if (!isOtherBuild(about.program, programMark(world.self[1]))) return address;
  await askToStop(address);
  return null;
}

async function start(world: World, home: string): Promise<Address> {
  const at = homePaths(home);
  const before = readAddress(at.address)?.token;
  const log = openSync(at.serverLog, 'w', 0o600);
  const child = world.spawn(world.self[0], [world.self[1], 'sandbox', 'serve'], {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: '/',
    env: serverEnv(world.env, home),
    windowsHide: true,
  });
  closeSync(log);
  let ended: string | null = null;
  child.once('error', (error) => {
    ended = String(error);
  });
  child.once('exit', (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  child.unref();
  const limit = process.hrtime.bigint() + BigInt(START_LIMIT) * 1_000_000n;
  while (ended === null && process.hrtime.bigint() < limit) {
    const address = readAddress(at.address);
    if (address && address.token !== before && (await ping(address))) return address;
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
  throw new SentinelError(
    'unavailable',
    `The sandbox's server did not start: ${ended ?? `no answer within ${START_LIMIT / 1000} s`}.`,
    [...lastLines(at.serverLog), 'sentinel sandbox reset   # starts from nothing'],
  );
}

/** Nothing of the user's AWS, of npm or of a test runner reaches the server. */
function serverEnv(env: Context['env'], home: string): Record<string, string> {
  const kept: Record<string, string> = { SENTINEL_SANDBOX_HOME: home };
  for (const name of KEPT) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

const KEPT = [
  'HOME',
  'LANG',
  'LC_ALL',
  'PATH',
  'SystemRoot',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'USERPROFILE',
  'XDG_CACHE_HOME',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'XDG_STATE_HOME',
];

function lastLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').filter(Boolean).slice(-5);
  } catch {
    return [];
  }
}
