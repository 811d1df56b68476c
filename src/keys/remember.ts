import { checkName } from './entry-name.ts';
import type { KeyEngine, KeyStore } from './types.ts';

/**
 * An engine as a KeyStore that reads each name once: a keychain may ask a person every time, and thirty
 * profiles that are looked at together ask for the same key. That a name is absent is not remembered.
 * Names are checked here, for all engines alike.
 */
export function rememberReads(engine: KeyEngine, unlock: () => Promise<void>): KeyStore {
  const known = new Map<string, Promise<string | null>>();
  const remember = async <T extends string | null>(name: string, read: Promise<T>): Promise<T> => {
    known.set(name, read);
    const forget = () => {
      if (known.get(name) === read) known.delete(name);
    };
    try {
      const value = await read;
      if (value === null) forget();
      return value;
    } catch (error) {
      forget();
      throw error;
    }
  };
  return {
    label: engine.label,
    unlock,
    async get(name) {
      checkName(name);
      return known.get(name) ?? remember(name, engine.get(name));
    },
    async getOrMake(name, make) {
      checkName(name);
      const value = await known.get(name)?.catch(() => null);
      return value ?? remember(name, engine.getOrMake(name, make));
    },
    async set(name, value) {
      checkName(name);
      known.delete(name);
      await engine.set(name, value);
      known.set(name, Promise.resolve(value));
    },
    async delete(name) {
      checkName(name);
      known.delete(name);
      return engine.delete(name);
    },
    list: () => engine.list(),
  };
}
