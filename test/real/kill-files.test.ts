/** Files that are written whole or not at all, by writers that are killed. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { killedAtCall, killedAtRandom } from '../helpers/kill.ts';
import { source } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const ATOMIC = JSON.stringify(source('files/atomic.ts'));

/** Says what it was told is written: the file then holds that or what came after it. */
const WRITER = `
  import { writeAtomic } from ${ATOMIC};
  const [, path] = process.argv;
  for (let i = 1; ; i++) {
    await writeAtomic(path, JSON.stringify({ i, text: String(i % 10).repeat(i * 7919 % 300_000) }));
    process.stdout.write(i + '\\n');
  }`;

const ONE_WRITE = `
  const { writeAtomic } = await import(${ATOMIC});
  startCounting();
  await writeAtomic(process.argv[1], 'n'.repeat(100_000));
  process.stdout.write('written\\n');`;

test('a hundred writers killed at random: old or new, whole, and never older than was said', {
  timeout: 120_000,
}, async () => {
  const round = async () => {
    const folder = tempDir();
    const path = join(folder, 'file');
    const { stdout } = await killedAtRandom(WRITER, [path], 40);
    const said = Number(stdout.split('\n').at(-2));
    const { i, text } = JSON.parse(readFileSync(path, 'utf8'));
    expect(text).toBe(String(i % 10).repeat((i * 7919) % 300_000));
    expect([said, said + 1]).toContain(i);
    // What is left beside it is the one file that was under way.
    expect(readdirSync(folder).filter((name) => name !== 'file').length).toBeLessThan(2);
  };
  for (let batch = 0; batch < 25; batch++) await Promise.all([round(), round(), round(), round()]);
});

describe('killed at every single call to the file system', () => {
  test.each([
    ['before it', false],
    ['in the middle of a write', true],
  ])('%s', { timeout: 60_000 }, (_, half) => {
    let kills = 0;
    for (let at = 1; ; at++) {
      const path = join(tempDir(), 'file');
      writeFileSync(path, 'old');
      const { killed, stdout } = killedAtCall(ONE_WRITE, [path], at, half);
      const found = readFileSync(path, 'utf8');
      expect(['old', 'n'.repeat(100_000)]).toContain(found);
      if (stdout !== '') expect(found).not.toBe('old');
      if (!killed) break;
      kills++;
    }
    // open, write, sync, close, rename, and the folder's open, sync, close.
    expect(kills).toBeGreaterThanOrEqual(8);
  });
});
