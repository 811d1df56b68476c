/** Puts an access key into the store. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { keysOfProfile, takeOutOfFile } from './from-profile.ts';
import { checkKeysName } from './name.ts';
import type { KeyText } from './read-text.ts';
import { recordKeys } from './record.ts';
import type { StoredKeys } from './types.ts';
import { whoseKey } from './whose.ts';
import { alone, type KeysWorld, openKeysWorld, type Where } from './world.ts';

export interface AddWish extends Where {
  readonly name: string;
  /** Where the key comes from: told by a person or a file, or out of this profile of the AWS files. */
  readonly from: { readonly read: () => Promise<KeyText> } | { readonly profile: string };
  /** Ask AWS whose it is. */
  readonly check: boolean;
  readonly signal: AbortSignal;
}

export interface Added {
  readonly id: string;
  readonly owner: StoredKeys['owner'];
  /** For people: the store. */
  readonly label: string;
  /** The file that they were taken out of; null: none. */
  readonly takenOutOf: string | null;
  readonly notices: readonly string[];
}

/**
 * Stores it, and takes it out of the AWS files after that. Where that was cut short, repeating goes on.
 * @throws SentinelError: `usage` where the name is taken by another key, `failed` where AWS does not
 *   accept this one.
 */
export async function addKeys(ctx: Context, wish: AddWish): Promise<Added> {
  const { name, from } = wish;
  const world = await openKeysWorld(ctx, checkKeysName(name), wish);
  const key =
    'profile' in from ? await keysOfProfile(world.profiles, from.profile) : await from.read();
  return alone(ctx, async () => {
    const before = await world.shelf.read(name);
    if (before && !isSame(before, key)) throw taken(name, before.key.id, world.shelf.label);
    const owner = before?.owner ?? (wish.check ? await checkedOwner(world, wish, key) : null);
    if (!before) await store(ctx, world, name, key, owner);
    const takenOutOf = 'profile' in from ? await takeOutOfFile(ctx, from.profile, key) : null;
    const { label } = world.shelf;
    return { id: key.id, owner, label, takenOutOf, notices: world.notices };
  });
}

async function store(
  ctx: Context,
  { config, shelf }: KeysWorld,
  name: string,
  key: KeyText,
  owner: StoredKeys['owner'],
): Promise<void> {
  const reason = `into ${shelf.label}`;
  await recordKeys(ctx, config, { event: 'keys.added', name, accessKeyId: key.id, owner, reason });
  await shelf.settle(name, {
    key: { id: key.id, secret: key.secret, createdAt: null },
    owner,
    addedAt: ctx.clock.now(),
    previous: null,
    rotation: null,
  });
}

async function checkedOwner(
  world: KeysWorld,
  { signal }: AddWish,
  { id, secret }: KeyText,
): Promise<StoredKeys['owner']> {
  const key = { id, secret, createdAt: null };
  const identity = await whoseKey(world.ctx, key, world.regions(), signal);
  if (identity) return { arn: identity.arn, account: identity.account };
  throw new SentinelError(
    'failed',
    `AWS does not accept ${id}: there is no such key, or it is switched off. Nothing was stored.`,
    [
      'A key that was made a moment ago needs some seconds: try again.',
      'Or store it unasked: --no-check',
    ],
  );
}

function isSame({ key, rotation }: StoredKeys, other: KeyText): boolean {
  return rotation === null && key.id === other.id && key.secret === other.secret;
}

function taken(name: string, id: string, label: string): SentinelError {
  return new SentinelError('usage', `There are keys "${name}" in ${label} already (${id}).`, [
    `Take another name, or: sentinel keys remove ${name}`,
    `To have new ones made at AWS: sentinel keys rotate ${name}`,
  ]);
}
