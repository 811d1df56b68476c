/** Whether somebody else has had a code of the same device by now: for those who wait for their turn to ask. */
import type { Context } from '../context.ts';
import { withDeadline } from './deadline.ts';
import { start } from './start.ts';
import type { GateRequest } from './types.ts';

/**
 * Reads files and base credentials once, and gives a cheap look at what is kept.
 * @throws SentinelError as `issue` does where they cannot be had.
 */
export async function watchMfa(
  ctx: Context,
  request: GateRequest,
): Promise<() => Promise<boolean>> {
  const { mfa } = await withDeadline(request.signal, (signal) => start(ctx, request, signal));
  const { needed } = mfa;
  return async () => needed === null || (await needed.session()) !== null;
}
