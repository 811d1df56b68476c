import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { openKeyStore } from '../keys/open.ts';
import { removeAll } from './folder.ts';
import { CACHE_KEY, cacheFolder } from './open.ts';

/** What was taken away. */
export interface Cleared {
  /** Sealed entries: sessions, MFA sessions, identities, policies. */
  readonly entries: number;
  /** Whether there was a key. Without it a copy of an entry opens no more. */
  readonly key: boolean;
}

/**
 * Takes every sealed entry away, and then the key that opened them. A Sentinel that is running has the
 * key in memory and goes on with it; nobody else can open what it writes.
 * @throws SentinelError where the key store cannot be used; the entries are gone also then.
 */
export async function clearCache(ctx: Context, config: Pick<Config, 'keys'>): Promise<Cleared> {
  const entries = removeAll(cacheFolder(ctx));
  try {
    const store = await openKeyStore(ctx, config.keys);
    return { entries, key: await store.delete(CACHE_KEY) };
  } catch (error) {
    if (!(error instanceof SentinelError)) throw error;
    const message = `The cache was emptied, but its key stays where it is. ${error.message}`;
    throw new SentinelError(error.kind, message, error.next, error);
  }
}
