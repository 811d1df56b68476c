import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';

export interface DoorAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Asks the home's server through its control door; starts it where it does not run. @throws SentinelError */
export async function askDoor(
  ctx: Context,
  home: string,
  method: 'GET' | 'POST',
  verb: string,
  body?: Record<string, unknown>,
): Promise<DoorAnswer> {
  const { findOrStart } = await import('../../sandbox/lifecycle/launch.ts');
  const { tell } = await import('../../sandbox/lifecycle/talk.ts');
  const { address } = await findOrStart(ctx, home);
  try {
    return await tell(address, method, verb, body);
  } catch {
    throw new SentinelError('unavailable', 'The sandbox does not answer.', [
      'sentinel sandbox status',
    ]);
  }
}
