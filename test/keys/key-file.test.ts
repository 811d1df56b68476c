import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openKeyStore } from '../../src/keys/open.ts';
import { source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { contextAt, sandboxAt, withPassphrase } from './place.ts';

const keysOf = (root: string) => join(root, 'state', 'keys.json');

test('keeps secrets between processes, and nothing of them is in the file', async () => {
  const root = tempDir();
  const store = await openKeyStore(withPassphrase(root), 'file');
  expect(await store.get('aws/alice')).toBeNull();
  expect(readdirSync(root)).toEqual([]);
  await store.set('aws/alice', 'wJalrXUtnFEMI');
  await store.set('other', 'x');
  await store.set('__proto__', 'y');

  const later = await openKeyStore(withPassphrase(root), 'file');
  expect(await later.get('aws/alice')).toBe('wJalrXUtnFEMI');
  expect(await later.get('constructor')).toBeNull();
  expect(await later.list()).toEqual(['__proto__', 'aws/alice', 'other']);
  expect(await later.delete('other')).toBe(true);
  expect(await later.delete('other')).toBe(false);
  expect(await later.list()).toEqual(['__proto__', 'aws/alice']);

  expect(readFileSync(keysOf(root), 'utf8')).not.toMatch(/alice|wJalr|other|correct/);
  expect(statSync(keysOf(root)).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, 'state')).mode & 0o777).toBe(0o700);
});

test('its key costs at least 32 MiB and 2^15 rounds to try, with a salt of its own', async () => {
  const salts = new Set<string>();
  for (const root of [tempDir(), tempDir()]) {
    await (await openKeyStore(withPassphrase(root), 'file')).set('a', 'b');
    const { unlock } = JSON.parse(readFileSync(keysOf(root), 'utf8'));
    expect(unlock).toMatchObject({ by: 'passphrase', r: 8 });
    expect(unlock.n).toBeGreaterThanOrEqual(2 ** 15);
    salts.add(unlock.salt);
  }
  expect(salts.size).toBe(2);
});

test('a wrong passphrase, or none, is told with the way out, and changes nothing', async () => {
  const root = tempDir();
  await (await openKeyStore(withPassphrase(root), 'file')).set('a', 'b');
  const before = readFileSync(keysOf(root), 'utf8');
  const wrong = await openKeyStore(withPassphrase(root, 'another'), 'file');
  for (const work of [wrong.get('a'), wrong.set('a', 'c'), wrong.delete('a'), wrong.list()]) {
    await expect(work).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('SENTINEL_KEYS_PASSPHRASE does not open it'),
      next: [expect.stringContaining('move the file away')],
    });
  }
  expect(readFileSync(keysOf(root), 'utf8')).toBe(before);
});

test.each([
  ['torn', (text: string) => text.slice(0, 60), 'no key file of this version'],
  [
    'of a later version',
    (text: string) => text.replace('"version": 1', '"version": 2'),
    'this version',
  ],
  [
    'with a changed letter',
    (text: string) => text.replace(/"sealed": "..../, '"sealed": "AAAA'),
    'or it was changed',
  ],
  [
    'made cheap to try',
    (text: string) => text.replace('32768', '1024'),
    'no key file of this version',
  ],
  ['made to eat memory', (text: string) => text.replace('32768', '1073741824'), 'no key file'],
  [
    'opened another way',
    (text: string) => text.replace('"passphrase"', '"key-file"'),
    'not locked with a passphrase',
  ],
])('a file %s is refused and left alone', async (_, change, message) => {
  const root = tempDir();
  await (await openKeyStore(withPassphrase(root), 'file')).set('a', 'b');
  const changed = change(readFileSync(keysOf(root), 'utf8'));
  writeFileSync(keysOf(root), changed);
  const store = await openKeyStore(withPassphrase(root), 'file');
  await expect(store.get('a')).rejects.toMatchObject({ message: expect.stringContaining(message) });
  await expect(store.set('a', 'c')).rejects.toMatchObject({ kind: 'failed' });
  expect(readFileSync(keysOf(root), 'utf8')).toBe(changed);
});

test('one passphrase, however its letters are composed', async () => {
  const root = tempDir();
  await (await openKeyStore(withPassphrase(root, 'caf\u00e9'), 'file')).set('a', 'b');
  expect(await (await openKeyStore(withPassphrase(root, 'cafe\u0301'), 'file')).get('a')).toBe('b');
});

test('the sandbox has a store of its own that asks nobody, whatever the config says', async () => {
  const root = tempDir();
  for (const kind of ['keychain', 'file', 'pass'] as const) {
    const store = await openKeyStore(sandboxAt(root), kind);
    expect(store.label).toBe(`the key file ${keysOf(root)}`);
    await store.set(kind, 'value');
  }
  expect(await (await openKeyStore(sandboxAt(root), 'keychain')).list()).toEqual([
    'file',
    'keychain',
    'pass',
  ]);
  expect(statSync(join(root, 'state', 'keys.bits'))).toMatchObject({ size: 32 });
  expect(statSync(join(root, 'state', 'keys.bits')).mode & 0o777).toBe(0o600);
  expect(readFileSync(keysOf(root), 'utf8')).toContain('"by": "key-file"');
});

test('a kind of a later version says what to choose', async () => {
  await expect(openKeyStore(contextAt('/nowhere'), 'ssh-sealed')).rejects.toMatchObject({
    kind: 'failed',
    message: 'This version cannot use the key store "ssh-sealed" yet.',
    next: ['Choose keys: keychain or keys: file in /nowhere/config.yaml'],
  });
});

test('a name that could lead elsewhere is refused before anything is read', async () => {
  const store = await openKeyStore(contextAt('/nowhere'), 'file');
  const bad = [
    '',
    '..',
    '../x',
    'a/../b',
    'a//b',
    '/a',
    'a/',
    '.git',
    'a/.b',
    'a\0b',
    'a\nb',
    'a"b',
    'a\\b',
  ];
  for (const name of [...bad, 'a\u202eb', 'x'.repeat(201)]) {
    for (const work of [store.get(name), store.set(name, 'x'), store.delete(name)]) {
      await expect(work).rejects.toMatchObject({ kind: 'usage' });
    }
    await expect(store.getOrMake(name, () => 'x')).rejects.toMatchObject({ kind: 'usage' });
  }
});

test('a place that cannot be written is told', async () => {
  const root = tempDir();
  writeFileSync(join(root, 'state'), 'a file where the folder should be');
  const store = await openKeyStore(withPassphrase(root), 'file');
  await expect(store.set('a', 'b')).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringContaining(join(root, 'state')),
  });
});

test('twelve processes that make the same key at once are all given one', async () => {
  const root = tempDir();
  const script = `
    import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
    import { withPassphrase } from ${JSON.stringify(new URL('./place.ts', import.meta.url).href)};
    const [, root, own] = process.argv;
    const store = await openKeyStore(withPassphrase(root), 'file');
    console.log('ready');
    await new Promise((go) => process.stdin.once('data', go));
    console.log('key ' + await store.getOrMake('shared', () => own));
    await store.set('own ' + own, own);
    process.exit(0);`;
  const scripts = Array.from({ length: 12 }, (_, i) => startScript(script, [root, String(i)]));
  await Promise.all(scripts.map((each) => each.said('ready')));
  for (const { child } of scripts) child.stdin?.write('go\n');
  const ends = await Promise.all(scripts.map((each) => each.ended));
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  expect(new Set(ends.map((end) => end.stdout)).size).toBe(1);
  const store = await openKeyStore(withPassphrase(root), 'file');
  expect(await store.list()).toHaveLength(13);
}, 60_000);
