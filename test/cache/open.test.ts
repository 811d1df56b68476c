import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearCache } from '../../src/cache/clear.ts';
import { KEPT } from '../../src/cache/folder.ts';
import { CACHE_KEY, cacheFolder, openSealedCache } from '../../src/cache/open.ts';
import type { SealedCache } from '../../src/cache/types.ts';
import type { Context } from '../../src/context.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { contextAt, sandboxAt } from '../keys/place.ts';

const T0 = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;
const KEYS = { keys: 'keychain' } as const;

async function cacheOf(ctx: Context): Promise<SealedCache> {
  const { cache, why } = await openSealedCache(ctx, KEYS);
  if (!cache) throw new Error(why.message);
  return cache;
}

/** A sandbox whose clock is turned by hand. */
function world() {
  const root = tempDir();
  let now = T0;
  const open = () => sandboxAt(root, { clock: { now: () => now } });
  return { root, open, turn: (to: number) => (now = to), folder: join(root, 'cache', 'sealed') };
}

test('what one process puts there another gets, until its end', async () => {
  const { open, turn, folder } = world();
  await (await cacheOf(open())).put('session', 'a', '{"x":1}', T0 + HOUR);
  const other = await cacheOf(open());
  expect(await other.get('session', 'a')).toBe('{"x":1}');
  expect(await other.get('mfa', 'a')).toBeNull();
  expect(await other.get('session', 'b')).toBeNull();
  turn(T0 + HOUR - 1);
  expect(await other.get('session', 'a')).toBe('{"x":1}');
  turn(T0 + HOUR);
  expect(await other.get('session', 'a')).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('a later put replaces, drop removes, what is past its end is not taken', async () => {
  const { open, folder } = world();
  const cache = await cacheOf(open());
  await cache.put('session', 'a', 'one', T0 + HOUR);
  await cache.put('session', 'a', 'two', T0 + 2 * HOUR);
  expect(await cache.get('session', 'a')).toBe('two');
  await cache.drop('session', 'a');
  await cache.drop('session', 'never there');
  expect(await cache.get('session', 'a')).toBeNull();
  for (const until of [T0, T0 - 1, Number.NaN]) await cache.put('mfa', 'b', 'x', until);
  expect(readdirSync(folder)).toEqual([]);
});

test("nothing on the disk tells what is in it; files are the owner's alone", async () => {
  const { open, root, folder } = world();
  const cache = await cacheOf(open());
  await cache.put('session', 'profile prod-admin', 'AKIAIOSFODNN7EXAMPLE', T0 + HOUR);
  const found = readdirSync(root, { recursive: true, withFileTypes: true });
  const all = found.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    expect(statSync(path).mode & 0o077).toBe(0);
    return `${entry.name} ${entry.isFile() ? readFileSync(path, 'latin1') : ''}`;
  });
  expect(all.join('\n')).not.toMatch(/prod|admin|AKIA|session/);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});

test('an entry put in the place of another is not there', async () => {
  const { open, folder } = world();
  const cache = await cacheOf(open());
  await cache.put('session', 'dev', 'for dev', T0 + HOUR);
  const [dev = ''] = readdirSync(folder);
  await cache.put('session', 'prod', 'for prod', T0 + HOUR);
  const prod = readdirSync(folder).find((name) => name !== dev) ?? '';
  writeFileSync(join(folder, prod), readFileSync(join(folder, dev)));
  expect(await cache.get('session', 'prod')).toBeNull();
  expect(await cache.get('session', 'dev')).toBe('for dev');
});

test("a link or rubbish under an entry's name is not there, and the next put heals it", async () => {
  const { open, folder, root } = world();
  const cache = await cacheOf(open());
  await cache.put('mfa', 'a', 'x', T0 + HOUR);
  const [name = ''] = readdirSync(folder);
  const path = join(folder, name);
  writeFileSync(join(root, 'elsewhere'), readFileSync(path));
  for (const spoil of [
    () => writeFileSync(path, ''),
    () => writeFileSync(path, 'SNC1'),
    () => writeFileSync(path, Buffer.alloc(5_000_000)),
    () => {
      rmSync(path);
      symlinkSync(join(root, 'elsewhere'), path);
    },
  ]) {
    spoil();
    expect(await cache.get('mfa', 'a')).toBeNull();
    await cache.put('mfa', 'a', 'healed', T0 + HOUR);
    expect(await cache.get('mfa', 'a')).toBe('healed');
  }
  rmSync(path);
  mkdirSync(path);
  expect(await cache.get('mfa', 'a')).toBeNull();
});

test('a put clears away what is past its end and what killed writers left, nothing else', async () => {
  const { open, folder, turn } = world();
  const cache = await cacheOf(open());
  await cache.put('session', 'short', 'x', T0 + HOUR);
  await cache.put('session', 'long', 'x', T0 + 9 * HOUR);
  const left = join(folder, `${'a'.repeat(64)}.0123456789ab.tmp`);
  const inUse = join(folder, `${'b'.repeat(64)}.0123456789ab.tmp`);
  writeFileSync(left, 'half');
  writeFileSync(inUse, 'half');
  utimesSync(left, (T0 + HOUR) / 1000, (T0 + HOUR) / 1000);
  utimesSync(inUse, (T0 + 2 * HOUR) / 1000, (T0 + 2 * HOUR) / 1000);
  turn(T0 + 2 * HOUR + 1000);
  await cache.put('session', 'new', 'x', T0 + 9 * HOUR);
  expect(readdirSync(folder)).toHaveLength(3);
  expect(readdirSync(folder)).toContain(`${'b'.repeat(64)}.0123456789ab.tmp`);
  expect(await cache.get('session', 'long')).toBe('x');
});

test('the number of entries is bounded; those that end first go', async () => {
  const { open, folder } = world();
  const cache = await cacheOf(open());
  await cache.put('session', 'last', 'kept', T0 + 9 * HOUR);
  const [name = ''] = readdirSync(folder);
  const head = readFileSync(join(folder, name));
  head.writeDoubleBE(T0 + HOUR, 4);
  for (let i = 0; i < KEPT + 10; i++) {
    writeFileSync(join(folder, i.toString(16).padStart(64, '0')), head);
  }
  await cache.put('session', 'new', 'kept', T0 + 2 * HOUR);
  expect(readdirSync(folder)).toHaveLength(KEPT);
  expect(await cache.get('session', 'last')).toBe('kept');
  expect(await cache.get('session', 'new')).toBe('kept');
});

test('a fingerprint names a secret without telling it', async () => {
  const { open } = world();
  const one = await cacheOf(open());
  const print = one.fingerprint('wJalrXUtnFEMI');
  expect(print).toMatch(/^[0-9a-f]{64}$/);
  expect((await cacheOf(open())).fingerprint('wJalrXUtnFEMI')).toBe(print);
  expect(one.fingerprint('wJalrXUtnFEMJ')).not.toBe(print);
  expect((await cacheOf(world().open())).fingerprint('wJalrXUtnFEMI')).not.toBe(print);
});

test('a disk that is full keeps nobody from what is being handed over', async (context) => {
  const small = smallDisk(context, '64k');
  const told: string[] = [];
  const base = sandboxAt(tempDir(), { clock: { now: () => T0 }, debug: (line) => told.push(line) });
  const ctx = { ...base, paths: { ...base.paths, cache: small } };
  const cache = await cacheOf(ctx);
  await cache.put('session', 'small', 'x', T0 + HOUR);
  await cache.put('session', 'large', 'x'.repeat(100_000), T0 + HOUR);
  expect(await cache.get('session', 'small')).toBe('x');
  expect(await cache.get('session', 'large')).toBeNull();
  expect(told).toEqual([expect.stringContaining('not kept in the cache: ENOSPC')]);
  expect(readdirSync(join(small, 'sealed'))).toHaveLength(1);
});

test('no key store, no cache: why, and the way out; a hundred askers try it once', async () => {
  const told: string[] = [];
  const ctx = contextAt('/nowhere', { debug: (line) => told.push(line) });
  const all = await Promise.all(
    Array.from({ length: 100 }, () => openSealedCache(ctx, { keys: 'pass' })),
  );
  expect(all[99]).toEqual({
    cache: null,
    why: {
      message: 'The program pass is not on the PATH.',
      next: [
        expect.stringMatching(/^Install it: /),
        'Or keep keys in an encrypted file: keys: file in /nowhere/config.yaml',
      ],
    },
  });
  expect(told).toHaveLength(1);
});

test('a key in the store that is none of ours is said, and cleared', async () => {
  const { open } = world();
  const ctx = open();
  await (await openKeyStore(ctx, 'keychain')).set(CACHE_KEY, 'too short');
  expect(await openSealedCache(ctx, KEYS)).toMatchObject({
    cache: null,
    why: { next: ['Make a new one: sentinel cache clear'] },
  });
  expect(await clearCache(open(), KEYS)).toEqual({ entries: 0, key: true });
  expect((await openSealedCache(open(), KEYS)).why).toBeNull();
});

test('cleared: entries and key are gone, and a copy of an entry opens no more', async () => {
  const { open, folder } = world();
  const cache = await cacheOf(open());
  await cache.put('session', 'a', 'secret', T0 + HOUR);
  await cache.put('mfa', 'b', 'secret', T0 + HOUR);
  writeFileSync(join(folder, `${'a'.repeat(64)}.0123456789ab.tmp`), 'left by a killed writer');
  const copies = readdirSync(folder).map(
    (name) => [name, readFileSync(join(folder, name))] as const,
  );
  expect(await clearCache(open(), KEYS)).toEqual({ entries: 2, key: true });
  expect(readdirSync(folder)).toEqual([]);
  expect(await clearCache(open(), KEYS)).toEqual({ entries: 0, key: false });
  for (const [name, bytes] of copies) writeFileSync(join(folder, name), bytes);
  const after = await cacheOf(open());
  expect(await after.get('session', 'a')).toBeNull();
  expect(await after.get('mfa', 'b')).toBeNull();
});

test('a folder that is open to others is narrowed before anything is put there', async () => {
  const { open, folder } = world();
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o777);
  await (await cacheOf(open())).put('session', 'a', 'x', T0 + HOUR);
  expect(statSync(cacheFolder(open())).mode & 0o777).toBe(0o700);
});

test('what is not ours stays where it is, whoever clears and however old it is', async () => {
  const { open, folder, turn } = world();
  await (await cacheOf(open())).put('session', 'a', 'x', T0 + HOUR);
  const foreign = ['notes.txt', 'x.tmp', `${'a'.repeat(64)}.bak`, `${'a'.repeat(64)}.0.tmp`];
  for (const name of foreign) {
    writeFileSync(join(folder, name), 'mine');
    utimesSync(join(folder, name), 0, 0);
  }
  mkdirSync(join(folder, 'c'.repeat(64)));
  utimesSync(join(folder, 'c'.repeat(64)), 0, 0);
  const stays = [...foreign, 'c'.repeat(64)].sort();
  turn(T0 + 2 * HOUR);
  const cache = await cacheOf(open());
  await cache.put('session', 'b', 'kept', T0 + 9 * HOUR);
  expect(await cache.get('session', 'b')).toBe('kept');
  expect(readdirSync(folder)).toHaveLength(stays.length + 1);
  expect(await clearCache(open(), KEYS)).toEqual({ entries: 1, key: true });
  expect(readdirSync(folder).sort()).toEqual(stays);
});

test('a link in its place is not followed; the key goes all the same', async () => {
  const { open, folder, root } = world();
  await (await cacheOf(open())).put('session', 'a', 'x', T0 + HOUR);
  const target = join(root, 'elsewhere');
  renameSync(folder, target);
  writeFileSync(join(target, 'thesis.tex'), 'years of work');
  symlinkSync(target, folder);
  const before = readdirSync(target);
  expect(before).toHaveLength(2);
  await expect(clearCache(open(), KEYS)).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(/^The key was removed, the entries were not\. .*is a link/),
  });
  expect(readdirSync(target)).toEqual(before);
  await expect(clearCache(open(), KEYS)).rejects.toThrow(/^Nothing was removed\. .*is a link/);
  rmSync(folder);
  expect(await clearCache(open(), KEYS)).toEqual({ entries: 0, key: false });
});

test('a link under the name of an entry goes, and what it leads to stays', async () => {
  const { open, folder, root } = world();
  await (await cacheOf(open())).put('session', 'a', 'x', T0 + HOUR);
  const target = join(root, 'thesis.tex');
  writeFileSync(target, 'years of work');
  symlinkSync(target, join(folder, 'd'.repeat(64)));
  expect(await clearCache(open(), KEYS)).toEqual({ entries: 2, key: true });
  expect(readdirSync(folder)).toEqual([]);
  expect(readFileSync(target, 'utf8')).toBe('years of work');
});
