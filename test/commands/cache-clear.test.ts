import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import { command } from '../../src/commands/cache-clear.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { contextAt, sandboxAt } from '../keys/place.ts';
import { runCommand } from './run.ts';

async function fill(root: string, entries: number): Promise<void> {
  const { cache } = await openSealedCache(sandboxAt(root), { keys: 'keychain' });
  for (let i = 0; i < entries; i++) {
    await cache?.put('session', String(i), 'secret', Date.now() + 60_000);
  }
}

test('says how many entries went, and whether there was a key', async () => {
  const root = tempDir();
  await fill(root, 2);
  expect(await runCommand(command, sandboxAt(root), [])).toEqual({
    code: 0,
    out: 'Cleared 2 entries, and the key that sealed them.\n',
    err: '',
  });
  expect((await runCommand(command, sandboxAt(root), [])).out).toBe(
    'Cleared 0 entries, there was no key.\n',
  );
  await fill(root, 1);
  expect((await runCommand(command, sandboxAt(root), ['--json'])).out).toBe(
    '{"entries":1,"key_removed":true}\n',
  );
});

test('where the key store cannot be used the entries go all the same', async () => {
  const root = tempDir();
  const folder = join(root, 'cache/sealed');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'f'.repeat(64)), 'sealed with a key that nobody finds');
  writeFileSync(join(root, 'config.yaml'), 'version: "1"\nkeys: passage\n');
  await expect(runCommand(command, contextAt(root), [])).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(
      /^The cache was emptied, but its key stays where it is\. The program passage /,
    ),
  });
  expect(readdirSync(folder)).toEqual([]);
});
