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
  if (!ctx.sandbox) return;
  const [{ findOrStart }, { lease }] = await Promise.all([
    import('../../sandbox/lifecycle/launch.ts'),
    import('../../sandbox/lifecycle/talk.ts'),
  ]);
  // Its config file lies right in its home.
  const { address, started } = await findOrStart(ctx, dirname(ctx.paths.config));
  if (address.url !== ctx.sandbox.url) {
    throw new SentinelError(
      'unavailable',
      `The sandbox this console belongs to has ended; another runs at ${address.url}.`,
      ['quit with q, then: sentinel --sandbox'],
    );
  }
  if (started) lease(address);
}
