/**
 * Key stores: where small secrets rest between runs (long-term keys, the one key that seals the cache;
 * never sessions: Windows' credential manager takes 2,560 bytes). One interface, one engine a file:
 * the desktop's keychain (keychain.ts), an encrypted file (key-file.ts), pass (pass.ts), passage
 * (passage.ts) and 1Password (one-password/open.ts). The sandbox has a key file of its own, opened without
 * a passphrase, and never meets the user's stores.
 */
import type { Config } from '../config/types.ts';
import type { Context, Paths } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { KeyStore } from './types.ts';

type Kind = Config['keys'];

/**
 * Stores that were opened, by the places they live in, which every copy of a Context shares: what was
 * read and the passphrase that was asked for serve the whole process, and go when the Context goes.
 */
const opened = new WeakMap<Paths, Map<Kind, Promise<KeyStore>>>();

/**
 * The key store that the config chooses. Nothing is read, asked or created yet.
 * @param kind the config's `keys:`; in the sandbox whatever it says, the sandbox's own store is given.
 * @throws SentinelError('failed') where this kind cannot be used here, with what to choose instead.
 */
export function openKeyStore(ctx: Context, kind: Kind): Promise<KeyStore> {
  const stores = opened.get(ctx.paths) ?? new Map<Kind, Promise<KeyStore>>();
  opened.set(ctx.paths, stores);
  const before = stores.get(kind);
  if (before) return before;
  const store = open(ctx, kind);
  stores.set(kind, store);
  store.catch(() => stores.delete(kind));
  return store;
}

async function open(ctx: Context, kind: Kind): Promise<KeyStore> {
  if (ctx.sandbox) return (await import('./key-file.ts')).openSandboxKeyFile(ctx);
  if (kind === 'file') return (await import('./key-file.ts')).openKeyFile(ctx);
  if (kind === 'keychain') return (await import('./keychain.ts')).openKeychain(ctx);
  if (kind === 'pass') return (await import('./pass.ts')).openPass(ctx);
  if (kind === 'passage') return (await import('./passage.ts')).openPassage(ctx);
  if (kind === '1password' || kind.startsWith('1password:')) {
    const vault = kind.slice('1password:'.length) || null;
    return (await import('./one-password/open.ts')).openOnePassword(ctx, vault);
  }
  throw new SentinelError('failed', `This version cannot use the key store "${kind}" yet.`, [
    `Choose keys: keychain or keys: file in ${ctx.paths.config}`,
  ]);
}
