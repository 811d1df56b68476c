/** 1Password Connect by its published API, over HTTP. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import { type ConnectServer, newId, openConnectServer } from '../helpers/connect-server.ts';
import { source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { contextAt } from '../keys/place.ts';

let connect: ConnectServer;
let folder: string;
beforeEach(async () => {
  connect = await openConnectServer();
  folder = tempDir();
});
afterEach(() => connect.close());

type Change = Record<string, string | undefined>;
const environment = (change: Change = {}) => ({
  PATH: '/usr/bin:/bin',
  OP_CONNECT_HOST: connect.url,
  OP_CONNECT_TOKEN: connect.token,
  ...change,
});
const context = (change?: Change): Context => contextAt(folder, { env: environment(change) });
const open = (kind: '1password' | `1password:${string}` = '1password', change?: Change) =>
  openKeyStore(context(change), kind);

test('keeps secrets as items of the one vault that the token opens', async () => {
  const store = await open();
  expect(store.label).toBe(`1Password (Connect at ${connect.url})`);
  expect(await store.list()).toEqual([]);
  expect(await store.get('aws/alice')).toBeNull();
  await store.set('aws/alice', '{"secret":"wJalr päss"}');
  await store.set('other', 'x');
  expect(connect.items[0]).toMatchObject({
    title: 'sentinel/aws/alice',
    category: 'PASSWORD',
    tags: ['sentinel'],
    fields: [{ type: 'CONCEALED', value: '{"secret":"wJalr päss"}' }],
  });
  connect.add('somebody else', 'y', '2026-01-01T00:00:00Z');
  const later = await open();
  expect(await later.get('aws/alice')).toBe('{"secret":"wJalr päss"}');
  expect(await later.list()).toEqual(['aws/alice', 'other']);
  const before = connect.items[0]?.id;
  await later.set('aws/alice', 'second');
  expect(connect.items[0]).toMatchObject({ id: before, fields: [{ value: 'second' }] });
  expect([await later.delete('other'), await later.delete('other')]).toEqual([true, false]);
  expect(connect.items.map((item) => item.title)).toEqual(['sentinel/aws/alice', 'somebody else']);
});

test('each name is read once in a process, its vault found once', async () => {
  const { id } = connect.add('sentinel/a', '1', '2026-01-01T00:00:00Z');
  const vault = connect.vaults[0]?.id;
  const store = await open();
  await Promise.all([store.get('a'), store.get('a'), store.getOrMake('a', () => '2')]);
  expect(await store.get('a')).toBe('1');
  expect(await store.get('absent')).toBeNull();
  expect(connect.requests).toEqual([
    'GET /v1/vaults',
    `GET /v1/vaults/${vault}/items`,
    `GET /v1/vaults/${vault}/items/${id}`,
    `GET /v1/vaults/${vault}/items`,
  ]);
});

test('the vault by name or id, in the config or OP_VAULT; the config first', async () => {
  const other = { id: newId(), name: 'Team: Keys', scope: true };
  connect.vaults.push(other);
  const message = 'The 1Password token opens 2 vaults, and none was chosen.';
  await expect((await open()).get('a')).rejects.toThrow(message);
  for (const store of [
    await open('1password:Team: Keys'),
    await open(`1password:${other.id}`),
    await open('1password', { OP_VAULT: 'Team: Keys' }),
    await open('1password:Team: Keys', { OP_VAULT: 'Sentinel' }),
  ]) {
    const name = randomBytes(4).toString('hex');
    await store.set(name, 'x');
    expect(connect.items.at(-1)).toMatchObject({
      title: `sentinel/${name}`,
      vault: { id: other.id },
    });
  }
  await expect((await open('1password:team: keys')).get('a')).rejects.toThrow(
    'The 1Password token opens no vault called "team: keys".',
  );
});

test('titles are compared exactly; of two items with one title everybody takes the older', async () => {
  connect.add('Sentinel/A', 'of somebody else', '2025-01-01T00:00:00Z');
  const newer = connect.add('sentinel/a', 'newer', '2026-02-02T00:00:00Z');
  const older = connect.add('sentinel/a', 'older', '2026-01-01T00:00:00Z');
  const store = await open();
  expect(await store.get('a')).toBe('older');
  await store.set('a', 'changed');
  expect([newer, older].map((item) => item.fields[0]?.value)).toEqual(['newer', 'changed']);
  expect(await store.delete('a')).toBe(true);
  expect(connect.items.map((item) => item.title)).toEqual(['Sentinel/A']);
});

test('another machine that made the same key a moment before: its value is taken', async () => {
  const store = await open();
  const value = await store.getOrMake('shared', () => {
    connect.add('sentinel/shared', 'of the other machine', '2026-01-01T00:00:00Z');
    return 'ours';
  });
  expect(value).toBe('of the other machine');
  expect(connect.items).toHaveLength(1);
});

test('holds the key of the cache, which twelve processes make at once', async () => {
  const script = `
    import { openSealedCache } from ${JSON.stringify(source('cache/open.ts'))};
    import { contextAt } from ${JSON.stringify(new URL('../keys/place.ts', import.meta.url).href)};
    const [, env, folder] = process.argv;
    console.log('ready');
    await new Promise((go) => process.stdin.once('data', go));
    const { cache, why } = await openSealedCache(contextAt(folder, { env: JSON.parse(env) }), { keys: '1password' });
    console.log(why?.message ?? cache.fingerprint('x'));
    process.exit(0);`;
  const words = [JSON.stringify(environment()), folder];
  const scripts = Array.from({ length: 12 }, () => startScript(script, words));
  await Promise.all(scripts.map((each) => each.said('ready')));
  for (const { child } of scripts) child.stdin?.write('go\n');
  const ends = await Promise.all(scripts.map((each) => each.ended));
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  expect(ends[0]?.stdout).toMatch(/^ready\n[0-9a-f]{64}\n$/);
  expect(new Set(ends.map((end) => end.stdout)).size).toBe(1);
  expect(connect.items.map((item) => item.title)).toEqual(['sentinel/cache-key']);
}, 60_000);

describe('what can be wrong', () => {
  beforeEach(() => {
    connect.add('sentinel/a', 'canary-of-a-secret', '2026-01-01T00:00:00Z');
  });
  async function told(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((caught: unknown) => caught);
    if (!(error instanceof SentinelError)) throw new Error(`not refused: ${String(error)}`);
    expect(error.kind).toBe('failed');
    expect(error.next.at(-1)).toMatch(/^Or keep keys in an encrypted file: keys: file in/);
    expect(error.next.length).toBeGreaterThan(1);
    expect(JSON.stringify([error.message, error.next])).not.toContain('canary');
    return error.message;
  }
  const read = async (change?: Change, kind?: `1password:${string}`) =>
    told((await open(kind, change)).get('a'));

  test('another token; one that may only read; a vault out of its scope or that is none', async () => {
    expect(await read({ OP_CONNECT_TOKEN: 'canary-of-another' })).toBe(
      `1Password Connect at ${connect.url} does not accept OP_CONNECT_TOKEN.`,
    );
    connect.readOnly = true;
    const mayNotWrite = 'OP_CONNECT_TOKEN may not write to the 1Password vault.';
    const store = await open();
    expect(await told(store.set('b', 'x'))).toBe(mayNotWrite);
    expect(await told(store.set('a', 'x'))).toBe(mayNotWrite);
    expect(await told(store.delete('a'))).toBe(mayNotWrite);
    const { cache, why } = await openSealedCache(context(), { keys: '1password' });
    expect([cache, why?.message]).toEqual([null, mayNotWrite]);
    const hidden = { id: newId(), name: 'Hidden', scope: false };
    connect.vaults.push(hidden);
    expect(await read({}, `1password:${hidden.id}`)).toBe(
      'OP_CONNECT_TOKEN may not read the 1Password vault.',
    );
    expect(await read({}, '1password:Hidden')).toBe(
      'The 1Password token opens no vault called "Hidden".',
    );
    expect(await read({}, `1password:${newId()}`)).toMatch(/has no such vault/);
    connect.vaults.length = 0;
    expect(await read()).toBe('The 1Password token opens no vault.');
  });

  test('an item without a password', async () => {
    connect.items.length = 0;
    connect.add('sentinel/a', null, '2026-01-01T00:00:00Z');
    expect(await read()).toBe('The 1Password item sentinel/a has no password in it.');
    await expect((await open()).getOrMake('a', () => 'x')).rejects.toThrow('has no password');
    // Who sets it fills it.
    await (await open()).set('a', 'new');
    expect(await (await open()).get('a')).toBe('new');
  });

  test.each([
    ['a page', 200, '<html>canary</html>', /cannot be used \(its answer is not JSON\)/],
    ['half an answer', 200, '[{"id":', /cannot be used \(its answer is not JSON\)/],
    ['nothing', 200, '', /^What answers at .* is no 1Password Connect server\.$/],
    ['an object', 200, '{"canary":1}', /is no 1Password Connect server\.$/],
    ['ids that are none', 200, '[{"id":"../../canary"}]', /is no 1Password Connect server\.$/],
    ['a redirect', 302, '', /refused \(HTTP 302\)\.$/],
    ['too many', 429, '{"message":"canary"}', /refused \(HTTP 429\)\.$/],
    ['its own failure', 500, 'canary', /refused \(HTTP 500\)\.$/],
  ])('it answers %s', async (_, status, body, message) => {
    let others = 0;
    const other = createServer(() => others++).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    connect.instead = (_request, response) => {
      response.writeHead(status, { location: `http://127.0.0.1:${port}/v1/vaults` }).end(body);
    };
    expect(await read()).toMatch(message);
    // The token goes to nobody else.
    expect(others).toBe(0);
    other.close();
  });

  test('it never ends its answer, or breaks it off', async () => {
    connect.instead = (_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write(Buffer.alloc(65_536, ' ')));
        response.once('drain', more);
      };
      more();
    };
    expect(await read()).toMatch(/cannot be used \(its answer does not end\)/);
    connect.instead = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('[');
      setTimeout(() => response.destroy(), 20);
    };
    expect(await read()).toMatch(/cannot be used \((ECONNRESET|the connection broke)\)/);
  });

  test('slow: the sentence after 5 s, also where bytes trickle; once for everybody', async () => {
    connect.instead = (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(timer));
    };
    const ctx = context();
    const store = await openKeyStore(ctx, '1password');
    const message = `The 1Password Connect server at ${connect.url} did not answer within 5 s.`;
    expect(await told(store.get('a'))).toBe(message);
    expect(await told(store.set('b', 'x'))).toBe(message);
    const { cache, why } = await openSealedCache(ctx, { keys: '1password' });
    expect([cache, why?.message]).toEqual([null, message]);
    expect(connect.requests).toHaveLength(1);
  }, 20_000);

  test('gone', async () => {
    await connect.close();
    expect(await read()).toBe(
      `The 1Password Connect server at ${connect.url} cannot be used (ECONNREFUSED).`,
    );
    connect = await openConnectServer();
  });

  test('an environment that names none, half of one, or one to which no token should go', async () => {
    const refused = async (change: Change) => told(open('1password', change));
    const none = { OP_CONNECT_HOST: undefined, OP_CONNECT_TOKEN: undefined };
    expect(await refused(none)).toMatch(/names no Connect server and no service account\.$/);
    expect(await refused({ OP_CONNECT_HOST: '' })).toMatch(/OP_CONNECT_HOST is not set\.$/);
    expect(await refused({ OP_CONNECT_TOKEN: '' })).toMatch(/OP_CONNECT_TOKEN is not set\.$/);
    expect(await refused({ OP_CONNECT_HOST: 'http://connect.example.com:8080' })).toMatch(
      /would travel to connect\.example\.com:8080 in clear text\.$/,
    );
    for (const OP_CONNECT_HOST of ['connect', 'file:///etc/passwd', 'https://canary:x@localhost']) {
      expect(await refused({ OP_CONNECT_HOST })).toMatch(/is no http or https address/);
    }
    expect(await refused({ OP_CONNECT_TOKEN: 'canary\r\nx: y' })).toMatch(
      /OP_CONNECT_TOKEN holds something that no token holds\.$/,
    );
  });
});
