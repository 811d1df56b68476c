import type { Context } from '../../context.ts';
import { askDoor } from './door.ts';
import { personOf } from './person.ts';

/** Prints what the person's MFA device shows: the code on stdout, for how long on stderr. */
export async function mfaCode(ctx: Context, home: string, as: unknown): Promise<number> {
  const person = await personOf(as);
  const { body } = await askDoor(ctx, home, 'POST', 'mfa-code', { person });
  ctx.stdio.stdout.write(`${body['code']}\n`);
  ctx.stdio.stderr.write(`sentinel: for ${person}, ${body['seconds_left']} s more, once.\n`);
  return 0;
}
