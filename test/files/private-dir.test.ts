import { chmodSync, chownSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ensurePrivateDir } from '../../src/files/private-dir.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const mode = (path: string) => statSync(path).mode & 0o777;

test('makes the folder and its parents for the owner alone', async () => {
  const top = join(tempDir(), 'a');
  const path = join(top, 'b', 'c');
  await ensurePrivateDir(path);
  expect([mode(top), mode(path)]).toEqual([0o700, 0o700]);
  await ensurePrivateDir(path);
});

test('narrows a folder of ours that is too open', async () => {
  const path = join(tempDir(), 'open');
  mkdirSync(path);
  chmodSync(path, 0o777);
  await ensurePrivateDir(path);
  expect(mode(path)).toBe(0o700);
});

test('refuses a link, even to a folder of ours', async () => {
  const folder = tempDir();
  mkdirSync(join(folder, 'real'), { mode: 0o700 });
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  await expect(ensurePrivateDir(join(folder, 'link'))).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('is a link'),
  });
});

test('refuses a file, and a place that cannot be made', async () => {
  const folder = tempDir();
  writeFileSync(join(folder, 'file'), '');
  await expect(ensurePrivateDir(join(folder, 'file'))).rejects.toThrow('is not a folder');
  await expect(ensurePrivateDir(join(folder, 'file', 'x'))).rejects.toThrow('ENOTDIR');
});

const root = process.getuid?.() === 0;
test.skipIf(!root)(
  `refuses a folder of someone else${root ? '' : ' (skipped: needs root)'}`,
  async () => {
    const path = join(tempDir(), 'theirs');
    mkdirSync(path, { mode: 0o700 });
    chownSync(path, 12345, 12345);
    await expect(ensurePrivateDir(path)).rejects.toThrow(
      'belongs to uid 12345, not to you (uid 0)',
    );
  },
);
