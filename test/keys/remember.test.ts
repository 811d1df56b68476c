import { expect, test } from 'vitest';
import { rememberReads } from '../../src/keys/remember.ts';
import type { KeyEngine } from '../../src/keys/types.ts';

/** An engine in memory that counts how often it is read. */
function counted(values: Record<string, string>) {
  const reads: string[] = [];
  let broken = false;
  const engine: KeyEngine = {
    label: 'memory',
    async get(name) {
      reads.push(name);
      if (broken) throw new Error('locked');
      return values[name] ?? null;
    },
    async set(name, value) {
      values[name] = value;
    },
    async getOrMake(name, make) {
      reads.push(name);
      const value = values[name] ?? make();
      values[name] = value;
      return value;
    },
    async delete(name) {
      const was = name in values;
      delete values[name];
      return was;
    },
    list: async () => Object.keys(values),
  };
  return {
    store: rememberReads(engine, async () => {}),
    reads,
    breakIt: (is: boolean) => {
      broken = is;
    },
  };
}

test('a name is read once, also by many at once', async () => {
  const { store, reads } = counted({ a: '1', b: '2' });
  expect(await Promise.all(['a', 'a', 'b', 'a'].map((name) => store.get(name)))).toEqual([
    '1',
    '1',
    '2',
    '1',
  ]);
  expect(await store.getOrMake('a', () => 'new')).toBe('1');
  expect(reads).toEqual(['a', 'b']);
});

test('that a name is absent, or that the store was locked, is not remembered', async () => {
  const { store, reads, breakIt } = counted({});
  expect(await store.get('a')).toBeNull();
  breakIt(true);
  await expect(store.get('a')).rejects.toThrow('locked');
  breakIt(false);
  expect(await store.getOrMake('a', () => 'made')).toBe('made');
  expect(await store.get('a')).toBe('made');
  expect(reads).toEqual(['a', 'a', 'a']);
});

test('what is set or deleted is what is read next', async () => {
  const { store } = counted({ a: '1' });
  await store.get('a');
  await store.set('a', '2');
  expect(await store.get('a')).toBe('2');
  expect(await store.delete('a')).toBe(true);
  expect(await store.get('a')).toBeNull();
  expect(await store.delete('a')).toBe(false);
});
