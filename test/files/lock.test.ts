import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withLock } from '../../src/files/lock.ts';
import { runScript, source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const LOCK = JSON.stringify(source('files/lock.ts'));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('one at a time within a process, also when the work waits', async () => {
  const path = join(tempDir(), 'lock');
  let inside = 0;
  let most = 0;
  const results = await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      withLock(path, async () => {
        most = Math.max(most, ++inside);
        await pause(2);
        inside--;
        return i;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(results).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('gives the error of the work on, and lets go', async () => {
  const path = join(tempDir(), 'lock');
  const failing = withLock(path, () => {
    throw new Error('mine');
  });
  await expect(failing).rejects.toThrow('mine');
  expect(await withLock(path, () => 'free')).toBe('free');
});

test('gives up after its time with a sentence that names the lock', async () => {
  const path = join(tempDir(), 'lock');
  await withLock(path, async () => {
    await expect(withLock(path, () => 'never', { timeout: 60 })).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining(path),
    });
  });
});

test('a counter that several processes raise loses nothing', async () => {
  const folder = tempDir();
  const counter = join(folder, 'counter');
  writeFileSync(counter, '0');
  const script = `
    import { withLock } from ${LOCK};
    import { readFileSync, writeFileSync } from 'node:fs';
    const [, lock, counter] = process.argv;
    for (let i = 0; i < 30; i++) await withLock(lock, () => {
      const before = readFileSync(counter, 'utf8');
      writeFileSync(counter, String(Number(before) + 1));
    }, { timeout: 15_000 });`;
  const ends = await Promise.all(
    Array.from({ length: 6 }, () => runScript(script, [join(folder, 'lock'), counter])),
  );
  expect(ends.map((end) => end.stderr).join('')).toBe('');
  expect(readFileSync(counter, 'utf8')).toBe('180');
});

test('a holder that is killed lets go at once', async () => {
  const path = join(tempDir(), 'lock');
  const holder = startScript(
    `import { withLock } from ${LOCK};
    await withLock(process.argv[1], () => { console.log('held'); return new Promise(() => setInterval(() => {}, 1000)); });`,
    [path],
  );
  await holder.said('held');
  await expect(withLock(path, () => 'no', { timeout: 50 })).rejects.toThrow('gave up waiting');
  holder.child.kill('SIGKILL');
  await holder.ended;
  expect(await withLock(path, () => 'mine', { timeout: 50 })).toBe('mine');
});
