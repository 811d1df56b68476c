import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { askDoor } from './door.ts';
import { personOf } from './person.ts';

/** Answers a device code as the portal's page does, for whoever has no browser at hand. */
export async function signIn(
  ctx: Context,
  home: string,
  code: string | undefined,
  flags: Readonly<Record<string, string | boolean | undefined>>,
): Promise<number> {
  if (!code) {
    throw new SentinelError('usage', 'Which code? It stands where the sign-in waits.', [
      'sentinel sandbox sign-in BCDF-GHJK',
    ]);
  }
  const as = flags['as'];
  const deny = flags['deny'] === true;
  const { status } = await askDoor(ctx, home, 'POST', 'sign-in', {
    user_code: code,
    deny,
    ...(as !== undefined && { person: await personOf(as) }),
  });
  if (status !== 200) {
    throw new SentinelError(
      'failed',
      'Nothing waits for this code. It may be mistyped, used already or over.',
      ['sentinel --sandbox login'],
    );
  }
  ctx.stdio.stderr.write(`sentinel: the sign-in was ${deny ? 'denied' : 'approved'}.\n`);
  return 0;
}
