/** 1Password's service accounts through `op`: a stand-in for it, as strict as its documentation. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, test } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import type { OpState } from '../helpers/op-stand-in.ts';
import { type ProgramFolder, programFolder } from '../helpers/program-folder.ts';
import { source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { contextAt } from '../keys/place.ts';

const STAND_IN = fileURLToPath(new URL('../helpers/op-stand-in.ts', import.meta.url));
const TOKEN = 'ops_canary_of_a_token';
const VAULT = { id: 'vaultvaultvaultvaultvault1', name: 'Sentinel' };

let folder: string;
let programs: ProgramFolder;
beforeEach(() => {
  folder = tempDir();
  programs = programFolder(join(folder, 'bin'));
  programs.put('real-op', `#!/bin/sh\nexec '${process.execPath}' '${STAND_IN}' "$@"\n`);
  programs.count('op', join(programs.path, 'real-op'));
  write({ token: TOKEN, vaults: [VAULT], items: [], knowsTemplates: true });
});

const path = () => join(folder, 'op.json');
const state = (): OpState => JSON.parse(readFileSync(path(), 'utf8'));
const write = (to: OpState) => writeFileSync(path(), JSON.stringify(to));
const add = (id: string, title: string, value: string | undefined, created_at: string) => {
  const field = { id: 'password', type: 'CONCEALED', purpose: 'PASSWORD', ...(value && { value }) };
  const notes = { id: 'notesPlain', type: 'STRING', purpose: 'NOTES', value: 'a note' };
  const item = { id: id.padEnd(26, 'x'), title, category: 'PASSWORD', vault: VAULT, created_at };
  const before = state();
  write({ ...before, items: [...before.items, { ...item, fields: [field, notes] }] });
};

type Change = Record<string, string | undefined>;
const environment = (change: Change = {}) => ({
  PATH: `${programs.path}:/usr/bin:/bin`,
  OP_SERVICE_ACCOUNT_TOKEN: TOKEN,
  OP_STAND_IN: path(),
  ...change,
});
const context = (change?: Change): Context => contextAt(folder, { env: environment(change) });
const open = (kind: '1password' | `1password:${string}` = '1password', change?: Change) =>
  openKeyStore(context(change), kind);

test('keeps secrets as items of the one vault that the account has', async () => {
  const store = await open();
  expect(store.label).toBe('1Password (service account)');
  expect(await store.list()).toEqual([]);
  expect(await store.get('aws/alice')).toBeNull();
  await store.set('aws/alice', '{"secret":"wJalr päss"}');
  await store.set('other', 'x');
  expect(state().items[0]).toMatchObject({
    title: 'sentinel/aws/alice',
    tags: ['sentinel'],
    fields: [{ id: 'password', type: 'CONCEALED', value: '{"secret":"wJalr päss"}' }],
  });
  add('1', 'somebody else', 'y', '2026-01-01T00:00:00Z');
  const later = await open();
  expect(await later.get('aws/alice')).toBe('{"secret":"wJalr päss"}');
  expect(await later.list()).toEqual(['aws/alice', 'other']);
  expect([await later.delete('other'), await later.delete('other')]).toEqual([true, false]);
  expect(state().items.map((item) => item.title)).toEqual(['sentinel/aws/alice', 'somebody else']);
}, 60_000);

test('a change keeps what else is in the item', async () => {
  add('1', 'sentinel/a', 'before', '2026-01-01T00:00:00Z');
  await (await open()).set('a', 'after');
  const [item] = state().items;
  expect(item).toMatchObject({ id: '1'.padEnd(26, 'x'), created_at: '2026-01-01T00:00:00Z' });
  expect(item?.fields.map((field) => field.value)).toEqual(['after', 'a note']);
}, 30_000);

test('each name is read once in a process, with one command', async () => {
  add('1', 'sentinel/a', 'canary-value', '2026-01-01T00:00:00Z');
  const store = await open('1password:Sentinel');
  await Promise.all([store.get('a'), store.get('a'), store.getOrMake('a', () => '2')]);
  expect(await store.get('a')).toBe('canary-value');
  expect(programs.calls()).toEqual([
    'item get sentinel/a --vault=Sentinel --format=json --no-color',
  ]);
});

test('neither secrets nor the token are ever words of a command line', async () => {
  const store = await open();
  await store.set('a', 'canary-of-a-secret');
  await store.set('a', 'canary-of-another');
  await store.getOrMake('b', () => 'canary-of-a-third');
  expect(programs.calls().length).toBeGreaterThan(6);
  expect(programs.calls().join('\n')).not.toContain('canary');
  expect(state().items.map((item) => item.fields[0]?.value)).toEqual([
    'canary-of-another',
    'canary-of-a-third',
  ]);
}, 60_000);

test('titles are compared exactly; of two items with one title everybody takes the older', async () => {
  add('1', 'Sentinel/A', 'of somebody else', '2025-01-01T00:00:00Z');
  expect(await (await open()).get('a')).toBeNull();
  add('2', 'sentinel/a', 'newer', '2026-02-02T00:00:00Z');
  add('3', 'sentinel/a', 'older', '2026-01-01T00:00:00Z');
  expect(await (await open()).get('a')).toBe('older');
}, 30_000);

test('a Connect server comes first; half of one does not stand in the way', async () => {
  const OP_CONNECT_TOKEN = 'x';
  const store = await open('1password', {
    OP_CONNECT_HOST: 'http://127.0.0.1:1',
    OP_CONNECT_TOKEN,
  });
  expect(store.label).toBe('1Password (Connect at http://127.0.0.1:1)');
  expect(await (await open('1password', { OP_CONNECT_TOKEN })).list()).toEqual([]);
});

test('holds the key of the cache, which six processes make at once', async () => {
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
  const scripts = Array.from({ length: 6 }, () => startScript(script, words));
  await Promise.all(scripts.map((each) => each.said('ready')));
  for (const { child } of scripts) child.stdin?.write('go\n');
  const ends = await Promise.all(scripts.map((each) => each.ended));
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  expect(ends[0]?.stdout).toMatch(/^ready\n[0-9a-f]{64}\n$/);
  expect(new Set(ends.map((end) => end.stdout)).size).toBe(1);
  expect(state().items.map((item) => item.title)).toEqual(['sentinel/cache-key']);
}, 60_000);

describe('what can be wrong', () => {
  beforeEach(() => add('1', 'sentinel/a', 'canary-of-a-secret', '2026-01-01T00:00:00Z'));
  async function told(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((caught: unknown) => caught);
    if (!(error instanceof SentinelError)) throw new Error(`not refused: ${String(error)}`);
    expect(error.kind).toBe('failed');
    expect(error.next.at(-1)).toMatch(/^Or keep keys in an encrypted file: keys: file in/);
    expect(JSON.stringify([error.message, error.next])).not.toContain('canary');
    return error.message;
  }
  const read = async (change?: Change, kind?: `1password:${string}`) =>
    told((await open(kind, change)).get('a'));
  const says = (text: string, code = 1) =>
    programs.put(
      'op',
      `#!/bin/sh\ncat >&2 <<'END'\n[ERROR] 2026/11/20 09:00:00 ${text}\nEND\nexit ${code}\n`,
    );

  test('the token, the vault', async () => {
    expect(await read({ OP_SERVICE_ACCOUNT_TOKEN: 'ops_canary' })).toBe(
      '1Password does not accept OP_SERVICE_ACCOUNT_TOKEN.',
    );
    expect(await read({}, '1password:Nowhere')).toBe(
      'The 1Password service account has no vault "Nowhere".',
    );
    write({ ...state(), vaults: [VAULT, { id: 'x'.repeat(26), name: 'Other' }] });
    expect(await read()).toBe('The 1Password token opens 2 vaults, and none was chosen.');
    expect(await (await open('1password', { OP_VAULT: 'Sentinel' })).list()).toEqual(['a']);
    write({ ...state(), vaults: [] });
    expect(await read()).toBe('The 1Password token opens no vault.');
  }, 30_000);

  test.each([
    [
      "(429) Too Many Requests: You've reached the maximum number of this type of requests this service account is allowed to make. canary",
      '1Password takes no more requests of this service account for now.',
    ],
    [
      '(403) Forbidden: You do not have permission to perform this action. canary',
      'The 1Password service account may not do that in this vault.',
    ],
    [
      'failed to DeserializeServiceAccountAuthToken, please make sure to format the token correctly canary',
      '1Password does not accept OP_SERVICE_ACCOUNT_TOKEN.',
    ],
    ['dial tcp: lookup my.1password.com: no such host canary', '1Password cannot be reached.'],
    ['something that nobody has seen canary', "1Password's program op ended with exit code 1."],
  ])('it says: %s', async (text, message) => {
    says(text);
    expect(await read({}, '1password:Sentinel')).toBe(message);
  });

  test('garbage, an item without a password, one that does not end', async () => {
    for (const text of ['canary', '{"id":"canary"}', '[]', '{"id":', '[1]']) {
      programs.put('op', `#!/bin/sh\necho '${text}'\n`);
      const message = "1Password's program op answered something else than it documents.";
      expect(await read({}, '1password:Sentinel')).toBe(message);
      if (text !== '[]')
        expect(await told((await open('1password:Sentinel')).list())).toBe(message);
    }
    programs.put('op', '#!/bin/sh\nexec cat /dev/zero\n');
    expect(await read()).toMatch(/cannot be used \(it prints without end\)/);
    programs.count('op', join(programs.path, 'real-op'));
    write({ ...state(), items: [] });
    add('1', 'sentinel/a', undefined, '2026-01-01T00:00:00Z');
    expect(await read()).toBe('The 1Password item sentinel/a has no password in it.');
  }, 30_000);

  test('an elder one that does not know templates: what was not changed is told', async () => {
    write({ ...state(), knowsTemplates: false });
    expect(await told((await open()).set('a', 'new'))).toBe(
      "1Password's program op did not change the item.",
    );
  }, 30_000);

  test('slow: the sentence after 5 s, once for everybody', async () => {
    programs.put('op', '#!/bin/sh\nexec sleep 300\n');
    const ctx = context();
    const store = await openKeyStore(ctx, '1password');
    const message = "1Password's program op did not answer within 5 s.";
    expect(await told(store.get('a'))).toBe(message);
    expect(await told(store.set('b', 'x'))).toBe(message);
    const { cache, why } = await openSealedCache(ctx, { keys: '1password' });
    expect([cache, why?.message]).toEqual([null, message]);
  }, 20_000);

  test('no program', async () => {
    rmSync(join(programs.path, 'op'));
    expect(await read()).toBe("1Password's program op is not on the PATH.");
  });
});
