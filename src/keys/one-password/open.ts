/**
 * 1Password, where nobody has to be asked: a Connect server (connect.ts), or a service account through
 * 1Password's own program (service-account.ts). Both keep items called `sentinel/NAME` in one vault.
 */
import type { Context } from '../../context.ts';
import { withLock } from '../../files/lock.ts';
import { rememberReads } from '../remember.ts';
import { ANSWER_MS } from '../run-program.ts';
import type { KeyEngine, KeyStore } from '../types.ts';
import { openConnect } from './connect.ts';
import { nameOf, titleOf, type Vault } from './items.ts';
import { openServiceAccount } from './service-account.ts';
import { sentence } from './trouble.ts';

/**
 * `keys: 1password`. Connect is taken before a service account, as 1Password's own tools do.
 * @param vault name or id, of the config; else OP_VAULT, else the only one that there is.
 * @throws SentinelError('failed') where the environment names neither.
 */
export function openOnePassword(ctx: Context, vault: string | null): KeyStore {
  const { OP_CONNECT_HOST, OP_CONNECT_TOKEN, OP_SERVICE_ACCOUNT_TOKEN, OP_VAULT } = ctx.env;
  const chosen = vault ?? (OP_VAULT || null);
  if (OP_CONNECT_HOST && OP_CONNECT_TOKEN) {
    return open(ctx, openConnect(ctx, OP_CONNECT_HOST, OP_CONNECT_TOKEN, chosen));
  }
  if (OP_SERVICE_ACCOUNT_TOKEN) return open(ctx, openServiceAccount(ctx, chosen));
  const missing = OP_CONNECT_HOST
    ? 'OP_CONNECT_TOKEN is not set'
    : OP_CONNECT_TOKEN
      ? 'OP_CONNECT_HOST is not set'
      : 'the environment names no Connect server and no service account';
  throw sentence(ctx, `1Password cannot be used: ${missing}.`, [
    'Set OP_CONNECT_HOST and OP_CONNECT_TOKEN, or OP_SERVICE_ACCOUNT_TOKEN',
  ]);
}

function open(ctx: Context, vault: Vault): KeyStore {
  return rememberReads(vaultEngine(ctx, vault), async () => {});
}

function vaultEngine(ctx: Context, vault: Vault): KeyEngine {
  const locked = <T>(work: () => Promise<T>) =>
    withLock(`${ctx.paths.state}/1password.lock`, work, { timeout: 4 * ANSWER_MS });
  const titled = async (title: string) =>
    (await vault.items()).filter((item) => item.title === title);
  const secret = async (name: string) => (await vault.read(titleOf(name)))?.secret ?? null;
  return {
    label: vault.label,
    get: secret,
    set: (name, value) =>
      locked(async () => {
        const [first] = await titled(titleOf(name));
        if (first) await vault.change(first.id, value);
        else await vault.create(titleOf(name), value);
      }),
    async getOrMake(name, make) {
      const found = await secret(name);
      if (found !== null) return found;
      return locked(async () => {
        const meanwhile = await secret(name);
        if (meanwhile !== null) return meanwhile;
        const value = make();
        const own = await vault.create(titleOf(name), value);
        // The lock is this machine's; the vault is everybody's.
        const [first] = await titled(titleOf(name));
        if (!first || first.id === own) return value;
        await vault.remove(own);
        return (await secret(name)) ?? value;
      });
    },
    delete: (name) =>
      locked(async () => {
        const all = await titled(titleOf(name));
        for (const { id } of all) await vault.remove(id);
        return all.length > 0;
      }),
    async list() {
      const names = (await vault.items()).map((item) => nameOf(item.title));
      return [...new Set(names.filter((name) => name !== null))].sort();
    },
  };
}
