import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAtomic } from '../../src/files/atomic.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { tempDir } from '../helpers/temp-dir.ts';

test('writes a new file that only its owner reads, and replaces an old one', async () => {
  const path = join(tempDir(), 'file');
  await writeAtomic(path, 'one');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await writeAtomic(path, Buffer.from([0, 255]));
  expect([...readFileSync(path)]).toEqual([0, 255]);
});

test('an old file that others could read becomes private', async () => {
  const path = join(tempDir(), 'file');
  writeFileSync(path, 'old', { mode: 0o644 });
  await writeAtomic(path, 'new');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a link is replaced, what it points at stays', async () => {
  const folder = tempDir();
  const target = join(folder, 'target');
  const path = join(folder, 'link');
  writeFileSync(target, 'untouched');
  symlinkSync(target, path);
  await writeAtomic(path, 'mine');
  expect(lstatSync(path).isSymbolicLink()).toBe(false);
  expect(readFileSync(target, 'utf8')).toBe('untouched');
});

test('a write that fails leaves nothing behind', async () => {
  const folder = tempDir();
  const path = join(folder, 'taken');
  mkdirSync(join(path, 'inside'), { recursive: true });
  await expect(writeAtomic(path, 'x')).rejects.toMatchObject({ code: expect.any(String) });
  expect(readdirSync(folder)).toEqual(['taken']);
});

test('a full disk: the old file stands, and nothing is left of the new one', async (context) => {
  const folder = smallDisk(context, '64k');
  const path = join(folder, 'file');
  await writeAtomic(path, 'old');
  await expect(writeAtomic(path, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['file']);
});

test('what a writer left that was killed is removed when it is old, and nothing else is', async () => {
  const folder = tempDir();
  const [path, other] = [join(folder, 'file'), 'file.json'];
  const [old, young] = [`file.${'a'.repeat(12)}.tmp`, `file.${'b'.repeat(12)}.tmp`];
  const kept = [young, `file.${'c'.repeat(11)}.tmp`, `${other}.${'d'.repeat(12)}.tmp`, 'file.tmp'];
  for (const name of [old, ...kept]) {
    writeFileSync(join(folder, name), 'a token');
    if (name !== young) utimesSync(join(folder, name), 0, 0);
  }
  await writeAtomic(path, 'new');
  expect(readdirSync(folder).sort()).toEqual(['file', ...kept].sort());
});

test('writes of one process land in call order without being awaited', async () => {
  const path = join(tempDir(), 'file');
  await Promise.all(Array.from({ length: 20 }, (_, i) => writeAtomic(path, `${i}`)));
  expect(readFileSync(path, 'utf8')).toBe('19');
});
