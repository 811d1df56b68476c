/** What is stored, without a secret. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { holders, openKeysWorld, type Where } from './world.ts';

export interface KeysRow {
  readonly name: string;
  /** Null: the entry cannot be read, see `problem`. */
  readonly id: string | null;
  readonly owner: { readonly arn: string; readonly account: string } | null;
  /** When AWS made it, milliseconds since the epoch; null: never told. */
  readonly createdAt: number | null;
  /** When it came into the store. */
  readonly addedAt: number | null;
  readonly rotation: 'making' | 'trying' | 'retiring' | null;
  /** One that is kept switched off at AWS. */
  readonly previousId: string | null;
  readonly profiles: readonly string[];
  readonly problem: string | null;
}

/** Every stored key, by name. @returns with the store, for people. */
export async function listKeys(
  ctx: Context,
  where: Where,
): Promise<{ readonly label: string; readonly rows: readonly KeysRow[] }> {
  const { shelf, profiles } = await openKeysWorld(ctx, null, where);
  const rows: KeysRow[] = [];
  for (const name of await shelf.names()) {
    const users = holders(profiles, name).map((profile) => profile.name);
    const empty = {
      name,
      id: null,
      owner: null,
      createdAt: null,
      addedAt: null,
      rotation: null,
      previousId: null,
      profiles: users,
    } as const;
    try {
      const keys = await shelf.read(name);
      if (!keys) continue;
      const { key, owner, rotation, previous, addedAt } = keys;
      rows.push({
        name,
        id: key.id,
        owner,
        createdAt: key.createdAt,
        addedAt,
        rotation: rotation?.stage ?? null,
        previousId: previous?.id ?? null,
        profiles: users,
        problem: null,
      });
    } catch (error) {
      if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
      rows.push({ ...empty, problem: error.message });
    }
  }
  return { label: shelf.label, rows };
}
