import { execFileSync } from 'node:child_process';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readSmallFile } from '../../src/files/small-file.ts';
import { tempDir } from '../helpers/temp-dir.ts';

it('gives a short text, also behind a link', () => {
  const folder = tempDir();
  writeFileSync(join(folder, 'token'), 'abcd');
  symlinkSync('token', join(folder, 'link'));
  expect(readSmallFile(join(folder, 'link'), 4)).toBe('abcd');
  expect(readSmallFile(join(folder, 'token'), 3)).toBeNull();
});

it.skipIf(process.platform === 'win32')('waits for no pipe, and reads no folder or device', () => {
  const pipe = join(tempDir(), 'pipe');
  execFileSync('mkfifo', [pipe]);
  for (const path of [pipe, tempDir(), '/dev/zero']) expect(readSmallFile(path, 10)).toBeNull();
});

it.skipIf(process.platform !== 'linux')('is not fooled by a file without a size', () => {
  expect(readSmallFile('/proc/cpuinfo', 10)).toBeNull();
});

it('throws what the system says', () => {
  expect(() => readSmallFile('/no/such/file', 10)).toThrow(/ENOENT/);
});
