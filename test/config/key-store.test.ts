/** `keys:` of the config: the stores, and a 1Password vault. */
import { expect, test } from 'vitest';
import { lintConfig } from '../../src/config/lint.ts';
import { parseConfig } from '../../src/config/load.ts';
import { KEY_STORES } from '../../src/config/types.ts';

const read = async (keys: string) =>
  (await parseConfig(`version: "1"\nkeys: ${keys}\n`, 'c.yaml')).keys;

test('every store, and 1Password with a vault, also one whose name has spaces and colons', async () => {
  for (const keys of KEY_STORES) expect(await read(keys)).toBe(keys);
  expect(await read('1password:Sentinel')).toBe('1password:Sentinel');
  expect(await read('1password:My Keys')).toBe('1password:My Keys');
  expect(await read('"1password:Team: Keys"')).toBe('1password:Team: Keys');
});

test.each(['"1password:"', '"1password: "', '"1password: x"', '"1password:a\\nb"'])(
  '%s names no vault',
  async (keys) => {
    await expect(read(keys)).rejects.toMatchObject({
      message: expect.stringContaining('keys must name a vault behind 1password:'),
    });
  },
);

test.each(['1pasword:Sentinel', 'pass:x', '1', '[1password]', '{1password: Sentinel}'])(
  '%s is no store',
  async (keys) => {
    await expect(read(keys)).rejects.toMatchObject({
      message: expect.stringMatching(/keys cannot be/),
    });
  },
);

test('a store that this version cannot use yet is warned of', () => {
  expect(lintConfig({ keys: 'ssh-sealed' })).toEqual([
    { path: ['keys'], message: 'this version cannot use ssh-sealed yet: nothing is kept' },
  ]);
  for (const keys of KEY_STORES) {
    if (keys !== 'ssh-sealed') expect(lintConfig({ keys })).toEqual([]);
  }
});
