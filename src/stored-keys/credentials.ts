/** Stored keys as base credentials. */
import type { AwsCredentials } from '../aws/api.ts';
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { openShelf } from './shelf.ts';

/**
 * The keys of this name: long-term ones, amid a rotation those that are known to work.
 * @param kind the config's `keys:`.
 * @throws SentinelError `not_signed_in` where there are none; the store's own where it cannot be used.
 */
export async function storedCredentials(
  ctx: Context,
  kind: Config['keys'],
  name: string,
): Promise<AwsCredentials> {
  const shelf = await openShelf(ctx, kind);
  const keys = await shelf.read(name);
  if (keys) return { accessKeyId: keys.key.id, secretAccessKey: keys.key.secret };
  throw new SentinelError('not_signed_in', `There are no keys "${name}" in ${shelf.label}.`, [
    `Put them there: sentinel keys add ${name}`,
    'See what is there: sentinel keys list',
  ]);
}
