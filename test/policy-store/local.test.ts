import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readLocal } from '../../src/policy-store/local.ts';
import { tempDir } from '../helpers/temp-dir.ts';

it('a folder in the order of the parameters it stands for', () => {
  const dir = tempDir();
  mkdirSync(join(dir, 'b'));
  for (const name of ['b/2.yml', 'b.yaml', 'a.json', 'notes.md', '.x.yaml'])
    writeFileSync(join(dir, name), name);
  const { folder, parts } = readLocal(dir);
  expect([folder, ...parts.map(({ key }) => key)]).toEqual([true, 'a', 'b', 'b/2']);
  expect(parts.map(({ text }) => text)).toEqual(['a.json', 'b.yaml', 'b/2.yml']);
});

it('a byte order mark and line ends stay as they are', () => {
  const path = join(tempDir(), 'p.yaml');
  writeFileSync(path, '\ufeffa\r\nb');
  expect(readLocal(path).parts[0]?.text).toBe('\ufeffa\r\nb');
});

it.each([
  [['a.yaml', 'a.json'], /stand for one parameter/],
  [['a b.yaml'], /cannot be a parameter/],
  [['notes.md'], /no policy file/],
  [Array.from({ length: 201 }, (_, n) => `p${n}.yaml`), /more than 200/],
])('%#: refuses a folder that was meant for something else', (names, why) => {
  const dir = tempDir();
  for (const name of names) writeFileSync(join(dir, name), 'x');
  expect(() => readLocal(dir)).toThrow(why);
});

it('says what is not there', () => {
  expect(() => readLocal(join(tempDir(), 'none.yaml'))).toThrow(/does not exist/);
});
