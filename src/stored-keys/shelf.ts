/**
 * Long-term AWS keys in Sentinel's own key store: `keys add | list | remove | rotate`, and the base
 * credentials of profiles that say `sentinel_keys = NAME`. `types.ts` and `entry.ts` have what one entry
 * holds, `rotate/` the only thing that is hard about them.
 */
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { openKeyStore } from '../keys/open.ts';
import type { KeyStore } from '../keys/types.ts';
import { readEntry, writeEntry } from './entry.ts';
import { entryName, nameOfEntry } from './name.ts';
import type { StoredKeys } from './types.ts';

/** The part of the key store that holds AWS keys. Each name is read once in a process. */
export interface Shelf {
  /** For people: `the keychain`. */
  readonly label: string;
  /** Null: there are none of this name. */
  read(name: string): Promise<StoredKeys | null>;
  write(name: string, keys: StoredKeys): Promise<void>;
  remove(name: string): Promise<boolean>;
  names(): Promise<string[]>;
}

/** @param kind the config's `keys:`. @throws SentinelError where this store cannot be used here. */
export async function openShelf(ctx: Context, kind: Config['keys']): Promise<Shelf> {
  return shelfOf(await openKeyStore(ctx, kind));
}

function shelfOf(store: KeyStore): Shelf {
  const about = <T>(name: string, work: () => Promise<T>) =>
    work().catch((error: unknown) => {
      throw withName(error, name);
    });
  return {
    label: store.label,
    async read(name) {
      const text = await about(name, () => store.get(entryName(name)));
      if (text === null) return null;
      const keys = readEntry(text);
      if (keys) return keys;
      throw new SentinelError(
        'failed',
        `What ${store.label} holds as the keys "${name}" is none of this version's.`,
        [
          `If another version of Sentinel wrote it, use that one; else: sentinel keys remove ${name}`,
        ],
      );
    },
    write: (name, keys) => about(name, () => store.set(entryName(name), writeEntry(keys))),
    remove: (name) => about(name, () => store.delete(entryName(name))),
    names: async () =>
      (await store.list())
        .map(nameOfEntry)
        .filter((name) => name !== null)
        .sort(),
  };
}

/** What the store says, with which keys it was about. */
function withName(error: unknown, name: string): unknown {
  if (!(error instanceof SentinelError) || error.kind === 'interrupted') return error;
  const { kind, message, next } = error;
  return new SentinelError(kind, `The stored keys "${name}": ${message}`, next, error);
}
