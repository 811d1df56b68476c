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
 * @throws SentinelError where one of the two cannot be done; the other is done also then.
 */
export async function clearCache(ctx: Context, config: Pick<Config, 'keys'>): Promise<Cleared> {
  const emptied = empty(ctx);
  let key: boolean;
  try {
    const store = await openKeyStore(ctx, config.keys);
    key = await store.delete(CACHE_KEY);
  } catch (error) {
    if (emptied instanceof SentinelError || !(error instanceof SentinelError)) throw error;
    throw about('The cache was emptied, but its key stays where it is.', error);
  }
  if (emptied instanceof SentinelError) {
    throw about(
      key ? 'The key was removed, the entries were not.' : 'Nothing was removed.',
      emptied,
    );
  }
  return { entries: emptied, key };
}

/** How many entries were removed, or why none could be. */
function empty(ctx: Context): number | SentinelError {
  try {
    return removeAll(cacheFolder(ctx));
  } catch (error) {
    if (error instanceof SentinelError) return error;
    throw error;
  }
}

function about(what: string, error: SentinelError): SentinelError {
  return new SentinelError(error.kind, `${what} ${error.message}`, error.next, error);
}
