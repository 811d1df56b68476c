/** Takes stored keys away. At AWS they stay. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { keysIn } from './entry.ts';
import { checkKeysName } from './name.ts';
import { recordKeys } from './record.ts';
import { noSuchKeys } from './shelf.ts';
import type { StoredKeys } from './types.ts';
import { alone, holders, openKeysWorld, type Where } from './world.ts';

export interface RemoveWish extends Where {
  readonly name: string;
  /** Also amid a rotation, and what cannot be read. */
  readonly force: boolean;
  /** Asks the person; false: not meant after all. */
  readonly confirm: (about: RemoveAbout) => Promise<boolean>;
}

export interface RemoveAbout {
  /** Every access key whose secret goes; empty where the entry cannot be read. */
  readonly ids: readonly string[];
  readonly owner: StoredKeys['owner'];
  readonly profiles: readonly string[];
  readonly label: string;
}

/** @returns null where the person thought better of it. */
export async function removeKeys(ctx: Context, wish: RemoveWish): Promise<RemoveAbout | null> {
  const { name, force } = wish;
  const world = await openKeysWorld(ctx, checkKeysName(name), wish);
  const { shelf } = world;
  return alone(ctx, async () => {
    const keys = await readable(() => shelf.read(name), force);
    if (keys === null) throw noSuchKeys(name, shelf.label);
    if (keys?.rotation && !force) throw underWay(name);
    const ids = keys ? keysIn(keys).map(({ id }) => id) : [];
    const profiles = holders(world.profiles, name).map((profile) => profile.name);
    const owner = keys?.owner ?? null;
    const about = { ids, owner, profiles, label: shelf.label };
    if (!(await wish.confirm(about))) return null;
    await recordKeys(ctx, world.config, {
      event: 'keys.removed',
      name,
      accessKeyId: ids[0] ?? '',
      owner,
      reason: `out of ${shelf.label}; at AWS it stays`,
    });
    await shelf.remove(name);
    return about;
  });
}

/** Undefined: there is something, and nobody can read it. */
async function readable(
  read: () => Promise<StoredKeys | null>,
  force: boolean,
): Promise<StoredKeys | null | undefined> {
  try {
    return await read();
  } catch (error) {
    if (force && error instanceof SentinelError && error.kind !== 'interrupted') return undefined;
    throw error;
  }
}

function underWay(name: string): SentinelError {
  return new SentinelError(
    'usage',
    `A rotation of the keys "${name}" has not come to its end: two access keys would be forgotten.`,
    [`Finish it first: sentinel keys rotate ${name}`, 'Or take them away all the same: --force'],
  );
}
