/**
 * The sealed cache: what may be used again by the next process (stamped sessions, what an MFA code
 * bought, whom base credentials belong to, parsed policies), in files that only this user's key store
 * opens. entry.ts says what one holds, folder.ts where they lie, single-flight.ts how fifty processes
 * that want the same thing make it once.
 *
 * No key store, no cache: nothing is ever kept in clear text, and nobody is stopped from getting
 * credentials by a keychain that is locked.
 */
import type { Config } from '../config/types.ts';
import type { Context, Paths } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { openKeyStore } from '../keys/open.ts';
import { monotonic } from '../monotonic.ts';
import { endOf, entryName, keyedHash, openEntry, sealEntry, splitKey } from './entry.ts';
import { readEntry, removeEntry, writeEntry } from './folder.ts';
import type { OpenedCache, SealedCache } from './types.ts';

/** What the cache's key is called in the key store. */
export const CACHE_KEY = 'cache-key';

/** How long a store that could not be used is not tried again: a hundred profiles ask at once. */
const TRY_AGAIN_MS = 30_000;

interface Attempt {
  readonly keys: Config['keys'];
  readonly opening: Promise<OpenedCache>;
  readonly at: number;
}

/** Caches that were opened, as in keys/open.ts: one reading of the key serves the process. */
const attempts = new WeakMap<Paths, Attempt>();

/** The folder of sealed entries. */
export function cacheFolder(ctx: Pick<Context, 'paths'>): string {
  return `${ctx.paths.cache}/sealed`;
}

/**
 * Opens the cache with the key from the config's key store; the key is made where there is none yet.
 * Never throws for a store that cannot be used: then there is no cache, and why is told.
 */
export async function openSealedCache(
  ctx: Context,
  config: Pick<Config, 'keys'>,
): Promise<OpenedCache> {
  const now = monotonic();
  const before = attempts.get(ctx.paths);
  if (before?.keys === config.keys) {
    const result = await before.opening;
    if (result.cache || now - before.at < TRY_AGAIN_MS) return result;
  }
  const attempt = { keys: config.keys, opening: open(ctx, config.keys), at: now };
  attempts.set(ctx.paths, attempt);
  attempt.opening.catch(() => attempts.delete(ctx.paths));
  return attempt.opening;
}

async function open(ctx: Context, kind: Config['keys']): Promise<OpenedCache> {
  try {
    const store = await openKeyStore(ctx, kind);
    const made = await store.getOrMake(CACHE_KEY, () =>
      Buffer.from(ctx.random(32)).toString('base64'),
    );
    const secret = Buffer.from(made, 'base64');
    if (secret.length !== 32) {
      return without(`The cache's key in ${store.label} is not one of Sentinel's.`, [
        'Make a new one: sentinel cache clear',
      ]);
    }
    return { cache: sealedCache(ctx, secret), why: null };
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    ctx.debug?.(`no cache: ${error.message}`);
    return without(error.message, error.next);
  }
}

function without(message: string, next: readonly string[]): OpenedCache {
  return { cache: null, why: { message, next } };
}

function sealedCache(ctx: Context, secret: Uint8Array): SealedCache {
  const keys = splitKey(secret);
  const folder = cacheFolder(ctx);
  return {
    async get(kind, key) {
      const path = `${folder}/${entryName(keys, kind, key)}`;
      const bytes = readEntry(path);
      const entry = bytes && openEntry(keys, kind, key, bytes);
      if (!entry) return null;
      if (entry.until > ctx.clock.now()) return entry.value;
      // Only what is still the same: a new one may have been put there meanwhile.
      const still = readEntry(path);
      if (still && endOf(still) === entry.until) removeEntry(path);
      return null;
    },
    async put(kind, key, value, until) {
      const now = ctx.clock.now();
      if (!(until > now)) return;
      const bytes = sealEntry(keys, kind, key, { value, until }, ctx.random);
      try {
        await writeEntry(folder, entryName(keys, kind, key), bytes, now);
      } catch (error) {
        // A full disk or a read-only home keeps nobody from what is being handed over.
        ctx.debug?.(`not kept in the cache: ${error instanceof Error ? error.message : error}`);
      }
    },
    async drop(kind, key) {
      removeEntry(`${folder}/${entryName(keys, kind, key)}`);
    },
    fingerprint: (text) => keyedHash(keys.fingerprint, text),
  };
}
