/** Stops the server of a home, and empties a home. */
import { existsSync, rmSync } from 'node:fs';
import { SentinelError } from '../../errors.ts';
import { homePaths, OWN_ENTRIES } from '../home.ts';
import { readAddress } from './address.ts';
import { askToStop, ping } from './talk.ts';

/** @returns whether there was one. Resolves when it has let go of the home. */
export async function stopServer(home: string): Promise<boolean> {
  const path = homePaths(home).address;
  const address = readAddress(path);
  if (!address || !(await askToStop(address))) return false;
  const limit = process.hrtime.bigint() + 5_000_000_000n;
  while (readAddress(path)?.token === address.token && process.hrtime.bigint() < limit) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return true;
}

/**
 * Stops the server and removes what the sandbox made in its home; anything else there stays.
 * @throws SentinelError failed for a folder that is no sandbox's home, or whose server will not go.
 */
export async function resetHome(home: string): Promise<void> {
  await stopServer(home);
  const address = readAddress(homePaths(home).address);
  if (address && (await ping(address))) {
    throw new SentinelError(
      'failed',
      `The sandbox's server (process ${address.pid}) does not stop.`,
      [`kill ${address.pid}`],
    );
  }
  if (existsSync(home) && !existsSync(homePaths(home).cloud) && !existsSync(`${home}/run`)) {
    throw new SentinelError('failed', `${home} is not the home of a sandbox; nothing was removed.`);
  }
  for (const entry of OWN_ENTRIES) rmSync(`${home}/${entry}`, { recursive: true, force: true });
}
