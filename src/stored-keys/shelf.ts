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
import { entryName, nameOfEntry, spareName } from './name.ts';
import type { StoredKeys } from './types.ts';

/** The part of the key store that holds AWS keys. Each name is read once in a process. */
export interface Shelf {
  /** For people: `the keychain`. */
  readonly label: string;
  /** Asks a person now whatever the store will ask. */
  unlock(): Promise<void>;
  /** Null: there are none of this name. */
  read(name: string): Promise<StoredKeys | null>;
  /**
   * For secrets that are nowhere else: written twice, one after the other, since the programs of some
   * stores (pass, passage) leave half an entry where they are killed. `read` takes the whole one.
   */
  keep(name: string, keys: StoredKeys): Promise<void>;
  /** The end of a `keep`, or an entry whose secrets are known elsewhere: written once. */
  settle(name: string, keys: StoredKeys): Promise<void>;
  /** False: there was none. */
  remove(name: string): Promise<boolean>;
  names(): Promise<string[]>;
}

/** @param kind the config's `keys:`. @throws SentinelError where this store cannot be used here. */
export async function openShelf(ctx: Context, kind: Config['keys']): Promise<Shelf> {
  return shelfOf(await openKeyStore(ctx, kind));
}

/** The shelf in this store. */
export function shelfOf(store: KeyStore): Shelf {
  const write = (entry: string, keys: StoredKeys) => store.set(entry, writeEntry(keys));
  return {
    label: store.label,
    unlock: () => store.unlock(),
    read: (name) => about(name, () => readEither(store, name)),
    keep: (name, keys) =>
      about(name, async () => {
        // Where a kill left half an entry the spare is all there is: not touched before that is whole again.
        if (await isWhole(store, name)) await write(spareName(name), keys);
        await write(entryName(name), keys);
      }),
    settle: (name, keys) =>
      about(name, async () => {
        await write(entryName(name), keys);
        await store.delete(spareName(name));
      }),
    remove: (name) =>
      about(name, async () => {
        await store.delete(spareName(name));
        return store.delete(entryName(name));
      }),
    names: async () =>
      (await store.list())
        .map(nameOfEntry)
        .filter((name) => name !== null)
        .sort(),
  };
}

async function readEither(store: KeyStore, name: string): Promise<StoredKeys | null> {
  try {
    const text = await store.get(entryName(name));
    return text === null ? null : understood(store, name, text);
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    // A store that is locked says so twice; what counts is what it said first.
    const spare = await store.get(spareName(name)).catch(() => null);
    const keys = spare === null ? null : readEntry(spare);
    if (keys) return keys;
    throw error;
  }
}

/** Whether the entry can be read, or there is none yet. */
async function isWhole(store: KeyStore, name: string): Promise<boolean> {
  try {
    const text = await store.get(entryName(name));
    return text === null || readEntry(text) !== null;
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    return false;
  }
}

function understood(store: KeyStore, name: string, text: string): StoredKeys {
  const keys = readEntry(text);
  if (keys) return keys;
  throw new SentinelError(
    'failed',
    `what ${store.label} holds under this name is none of this version's.`,
    [
      `If another version of Sentinel wrote it, use that one; else: sentinel keys remove ${name} --force`,
    ],
  );
}

/** What the store says, with which keys it was about. */
async function about<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    const { kind, message, next } = error;
    throw new SentinelError(kind, `The stored keys "${name}": ${message}`, next, error);
  }
}

/** There are none of this name. */
export function noSuchKeys(name: string, label: string): SentinelError {
  return new SentinelError('usage', `There are no keys "${name}" in ${label}.`, [
    'See what is there: sentinel keys list',
  ]);
}
