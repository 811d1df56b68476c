import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAtomic } from '../../src/files/atomic.ts';
import { source, startScript } from '../helpers/script.ts';
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

test('writes of one process land in call order without being awaited', async () => {
  const path = join(tempDir(), 'file');
  await Promise.all(Array.from({ length: 20 }, (_, i) => writeAtomic(path, `${i}`)));
  expect(readFileSync(path, 'utf8')).toBe('19');
});

test('whoever is killed while writing leaves a whole file', async () => {
  const folder = tempDir();
  const path = join(folder, 'file');
  const script = `
    import { writeAtomic } from ${JSON.stringify(source('files/atomic.ts'))};
    for (let i = 0; ; i++) {
      await writeAtomic(process.argv[1], String(i % 10).repeat(200_000));
      if (i === 0) console.log('ready');
    }`;
  for (let round = 0; round < 5; round++) {
    const writer = startScript(script, [path]);
    await writer.said('ready');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    writer.child.kill('SIGKILL');
    await writer.ended;
    expect(readFileSync(path, 'utf8')).toMatch(/^(\d)\1{199999}$/);
  }
});
