import type { Context } from '../../context.ts';
import { FOLDER } from '../entry-name.ts';
import { ANSWER_MS } from '../run-program.ts';
import { request } from './http.ts';
import { isId, readItems, secretField, template, type Vault } from './items.ts';
import { emptyItem, sentence, silence, whichVault } from './trouble.ts';

/**
 * A vault behind a Connect server (developer.1password.com/docs/connect/api-reference, 1.8).
 * @param host OP_CONNECT_HOST.
 * @param chosen the vault's name or id; null: the only one.
 * @throws SentinelError('failed') where the host is no address to send a token to.
 */
export function openConnect(
  ctx: Context,
  host: string,
  token: string,
  chosen: string | null,
): Vault {
  const base = baseOf(ctx, host, token);
  const quiet = silence();
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    quiet.check();
    const answer = await request(base, { method, path: `/v1/${path}`, token, body });
    if ('trouble' in answer) {
      if (answer.trouble !== 'slow') throw trouble(ctx, base, answer.trouble);
      const message = `The 1Password Connect server at ${base.origin} did not answer within ${ANSWER_MS / 1000} s.`;
      throw quiet.keep(sentence(ctx, message, ['Try again; see whether it runs']));
    }
    if (answer.status >= 200 && answer.status < 300) return answer.json;
    throw refusal(ctx, base, answer, { chosen, writes: method !== 'GET' });
  };
  const strange = () =>
    sentence(ctx, `What answers at ${base.origin} is no 1Password Connect server.`, [
      'Correct OP_CONNECT_HOST',
    ]);

  const find = async (): Promise<string> => {
    if (isId(chosen)) return chosen;
    const query =
      chosen === null ? '' : `?filter=${encodeURIComponent(`name eq ${quote(chosen)}`)}`;
    const listing = await call('GET', `vaults${query}`);
    if (!Array.isArray(listing) || listing.some((vault) => !isId(vault?.id))) throw strange();
    const vaults = chosen === null ? listing : listing.filter(({ name }) => name === chosen);
    if (vaults.length === 1) return vaults[0].id;
    if (chosen === null) throw whichVault(ctx, vaults.length);
    throw noVault(ctx, chosen, vaults.length);
  };
  let vault: Promise<string> | undefined;
  const items = async (): Promise<string> => {
    vault ??= find();
    try {
      return `vaults/${await vault}/items`;
    } catch (error) {
      vault = undefined;
      throw error;
    }
  };

  const listed = async (query: string) => {
    const list = readItems(await call('GET', `${await items()}${query}`));
    if (!list) throw strange();
    return list;
  };
  const whole = async (id: string) => call('GET', `${await items()}/${id}`);
  return {
    label: `1Password (Connect at ${base.origin})`,
    async read(title) {
      const filter = encodeURIComponent(`title eq ${quote(title)}`);
      const first = (await listed(`?filter=${filter}`)).find((item) => item.title === title);
      if (!first) return null;
      const secret = secretField(await whole(first.id))?.value;
      if (!secret) throw emptyItem(ctx, title);
      return { id: first.id, secret };
    },
    items: () => listed(''),
    async create(title, secret) {
      const path = await items();
      const vault = { id: path.split('/')[1] };
      const item = { ...template(title, secret), tags: [FOLDER], vault };
      const made = (await call('POST', path, item)) as { id?: unknown } | null;
      if (!isId(made?.id)) throw strange();
      return made.id;
    },
    async change(id, secret) {
      const field = secretField(await whole(id));
      const path = field ? `/fields/${field.id}/value` : '/fields';
      const value = field ? secret : template('', secret).fields[0];
      const op = field?.value ? 'replace' : 'add';
      await call('PATCH', `${await items()}/${id}`, [{ op, path, value }]);
    },
    async remove(id) {
      await call('DELETE', `${await items()}/${id}`);
    },
  };
}

/** SCIM's strings are JSON's (RFC 7644, 3.4.2.2). */
function quote(text: string): string {
  return JSON.stringify(text);
}

function baseOf(ctx: Context, host: string, token: string): URL {
  const url = URL.parse(host);
  const here = url && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) {
    throw sentence(ctx, 'OP_CONNECT_HOST is no http or https address of a server.', [
      'Such as: export OP_CONNECT_HOST=https://connect.example.com',
    ]);
  }
  if (url.protocol === 'http:' && !here) {
    const message = `The token and the keys would travel to ${url.host} in clear text.`;
    throw sentence(ctx, `OP_CONNECT_HOST is not used: ${message}`, ['Give it an https address']);
  }
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw sentence(ctx, 'OP_CONNECT_TOKEN holds something that no token holds.', [
      'Copy it again from 1Password, without spaces and line ends',
    ]);
  }
  return url;
}

function trouble(ctx: Context, base: URL, what: string) {
  return sentence(ctx, `The 1Password Connect server at ${base.origin} cannot be used (${what}).`, [
    'See whether it runs, or correct OP_CONNECT_HOST',
  ]);
}

function noVault(ctx: Context, chosen: string, count: number) {
  const message =
    count > 1
      ? `There are ${count} 1Password vaults called`
      : 'The 1Password token opens no vault called';
  return sentence(ctx, `${message} ${JSON.stringify(chosen)}.`, [
    `Correct it: keys: 1password:VAULT in ${ctx.paths.config} (a name or an id), or OP_VAULT`,
  ]);
}

/** By the status, and by the one message that says whether it is the token or what it may do. */
function refusal(
  ctx: Context,
  base: URL,
  { status, json }: { readonly status: number; readonly json: unknown },
  about: { readonly chosen: string | null; readonly writes: boolean },
) {
  const said = (json as { message?: unknown } | null)?.message;
  const mayNotWrite = about.writes && typeof said === 'string' && /write access/i.test(said);
  if (status === 401 && !mayNotWrite) {
    return sentence(ctx, `1Password Connect at ${base.origin} does not accept OP_CONNECT_TOKEN.`, [
      'It may have ended or been revoked: make a new one (op connect token create)',
    ]);
  }
  if (mayNotWrite || status === 403) {
    const may = about.writes ? 'may not write to' : 'may not read';
    return sentence(ctx, `OP_CONNECT_TOKEN ${may} the 1Password vault.`, [
      'Make a token with leave to read and to write it (op connect token create)',
    ]);
  }
  if (status === 404) {
    const vault = about.chosen === null ? 'vault' : `vault ${JSON.stringify(about.chosen)}`;
    return sentence(
      ctx,
      `1Password Connect at ${base.origin} has no such ${vault}, or no such item.`,
      [`Correct keys: 1password:VAULT in ${ctx.paths.config}, or OP_VAULT, and try again`],
    );
  }
  return sentence(ctx, `1Password Connect at ${base.origin} refused (HTTP ${status}).`, [
    status >= 500 || status === 429 ? 'Try again in a while' : 'See its log',
  ]);
}
