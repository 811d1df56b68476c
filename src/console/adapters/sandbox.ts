/** The sandbox's server under an open console: where it was killed meanwhile it is started again. */
import { dirname } from 'node:path';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';

/**
 * Sees to it that the sandbox answers; does nothing outside of one.
 * @throws SentinelError `unavailable` where it cannot be started, or only at another address: this
 *   console's clients would not find it there.
 */
export async function reviveSandbox(ctx: Context): Promise<void> {
  if (!ctx.sandbox || (await listens(ctx.sandbox.url))) return;
  const [{ findOrStart }, { lease }] = await Promise.all([
    import('../../sandbox/lifecycle/launch.ts'),
    import('../../sandbox/lifecycle/talk.ts'),
  ]);
  // Its config file lies right in its home. A server that starts takes its old port where that is free.
  const { address } = await findOrStart(ctx, dirname(ctx.paths.config));
  if (address.url !== ctx.sandbox.url) {
    throw new SentinelError(
      'unavailable',
      `The sandbox of this console has ended; it runs at another address now, ${address.url}.`,
      ['q quits; then: sentinel --sandbox'],
    );
  }
  lease(address);
}

/** How long (ms) a connection on this machine may take. */
const PATIENCE = 500;

function listens(url: string): Promise<boolean> {
  const { hostname: host, port } = new URL(url);
  const { connect } = process.getBuiltinModule('node:net');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port), timeout: PATIENCE });
    const end = (yes: boolean) => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
