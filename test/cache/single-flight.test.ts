import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { singleFlight } from '../../src/cache/single-flight.ts';
import type { Context } from '../../src/context.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { contextAt } from '../keys/place.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const never = new AbortController().signal;

/** Callers that share what a leader brings. */
function flights(ctx: Context) {
  let answer: string | null = null;
  const seen = { leads: 0, inside: 0, most: 0, looks: 0 };
  const fly = (key: string, lead: () => Promise<string>, signal = never) =>
    singleFlight(ctx, key, {
      async ready() {
        seen.looks++;
        return answer;
      },
      async lead() {
        seen.leads++;
        seen.most = Math.max(seen.most, ++seen.inside);
        try {
          answer = await lead();
          return answer;
        } finally {
          seen.inside--;
        }
      },
      signal,
    });
  return { fly, seen };
}

const run = (root: string) => join(root, 'run');

test('fifty callers: one leads, all are answered, nothing is left behind', async () => {
  const root = tempDir();
  const { fly, seen } = flights(contextAt(root));
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      fly('key', async () => {
        await pause(30);
        return `from ${i}`;
      }),
    ),
  );
  expect(new Set(answers).size).toBe(1);
  expect(seen.leads).toBe(1);
  expect(readdirSync(join(run(root), 'flights'))).toEqual([]);
});

test('an answer that is there already needs no lock and no folder', async () => {
  const root = tempDir();
  const { fly, seen } = flights(contextAt(root));
  await fly('key', async () => 'brought');
  chmodSync(run(root), 0o755);
  expect(await fly('key', async () => 'again')).toBe('brought');
  expect(seen).toMatchObject({ leads: 1, looks: 3 });
});

test('different keys do not wait for each other', async () => {
  const { fly } = flights(contextAt(tempDir()));
  let open = () => {};
  const first = fly('one', () => new Promise<string>((resolve) => (open = () => resolve('one'))));
  expect(await fly('two', async () => 'two')).toBe('two');
  open();
  expect(await first).toBe('one');
});

test("a leader's error is its own: a follower leads next, one at a time", async () => {
  const { fly, seen } = flights(contextAt(tempDir()));
  const results = await Promise.allSettled(
    [1, 2, 3, 4].map((i) =>
      fly('key', async () => {
        await pause(5);
        if (seen.leads < 3) throw new Error(`refused ${i}`);
        return 'at last';
      }),
    ),
  );
  expect(results.filter((result) => result.status === 'rejected')).toHaveLength(2);
  expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(2);
  expect(seen).toMatchObject({ leads: 3, most: 1 });
});

test('a follower whose time is over goes, and the leader goes on', async () => {
  const root = tempDir();
  const { fly } = flights(contextAt(root));
  let open = () => {};
  const leading = fly('key', () => new Promise<string>((resolve) => (open = () => resolve('x'))));
  await pause(10);
  const controller = new AbortController();
  const following = fly('key', async () => 'y', controller.signal);
  await pause(10);
  controller.abort(new Error('too late'));
  await expect(following).rejects.toThrow('too late');
  await expect(fly('key', async () => 'y', AbortSignal.abort(new Error('gone')))).rejects.toThrow(
    'gone',
  );
  open();
  expect(await leading).toBe('x');
});

test.each<[string, (root: string) => void]>([
  ['is open to others', (root) => mkdirSync(run(root), { mode: 0o755 })],
  [
    'is a link',
    (root) => {
      mkdirSync(join(root, 'real'), { mode: 0o700 });
      symlinkSync(join(root, 'real'), run(root));
    },
  ],
  [
    'has a link in it',
    (root) => {
      mkdirSync(join(root, 'real'), { mode: 0o700 });
      mkdirSync(run(root), { mode: 0o700 });
      symlinkSync(join(root, 'real'), join(run(root), 'flights'));
    },
  ],
])('where the runtime folder %s everybody leads, and it is said', async (_, spoil) => {
  const root = tempDir();
  spoil(root);
  const told: string[] = [];
  const { fly, seen } = flights(contextAt(root, { debug: (line) => told.push(line) }));
  await Promise.all([1, 2, 3].map(() => fly('key', () => pause(5).then(() => 'x'))));
  expect(seen.leads).toBe(3);
  expect(told[0]).toMatch(/^no single flight: .* is a link, not ours, or open to others$/);
  expect(existsSync(join(root, 'real')) ? readdirSync(join(root, 'real')) : []).toEqual([]);
});

test("where the runtime folder is another user's everybody leads", async (context) => {
  if (process.getuid?.() !== 0) context.skip('needs root');
  const { chownSync } = await import('node:fs');
  const root = tempDir();
  mkdirSync(run(root), { mode: 0o700 });
  chownSync(run(root), 12345, 12345);
  const { fly, seen } = flights(contextAt(root));
  await Promise.all([1, 2].map(() => fly('key', () => pause(5).then(() => 'x'))));
  expect(seen.leads).toBe(2);
});
