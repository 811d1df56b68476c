/**
 * A rotation that dies at every one of its effects, before it, after it and amid a store's write, and is
 * repeated: at no moment is there no working key, never are there two that nobody knows of.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { AccessKey } from '../../src/sandbox/world.ts';
import { keysIn } from '../../src/stored-keys/entry.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import {
  accessKeys,
  Crash,
  DELAY,
  type Death,
  type Disk,
  diskWithKeys,
  NAME,
  runOnce,
  setAccessKeys,
  shelfOn,
  storedKeyWorks,
} from './place.ts';

let world: TestWorld;
let story: AccessKey[];
beforeAll(async () => {
  world = await openWorld();
  world.sandbox.control.setNewKeyDelay(DELAY);
  story = accessKeys(world);
});
beforeEach(() => setAccessKeys(world, story));
afterAll(() => world.close());

/** What must hold at every moment. */
async function expectSound(disk: Disk): Promise<void> {
  expect(await storedKeyWorks(world, disk)).toBe(true);
  const known = keysIn((await shelfOn(disk).read(NAME)) as never).map(({ id }) => id);
  const forgotten = accessKeys(world).filter(({ id }) => !known.includes(id));
  expect(forgotten.length).toBeLessThanOrEqual(1);
}

/** What must hold at the end. */
async function expectDone(disk: Disk, before: string, kept: boolean): Promise<void> {
  const keys = await shelfOn(disk).read(NAME);
  expect(keys).toMatchObject({ rotation: null });
  expect(keys?.key.id).not.toBe(before);
  const left = accessKeys(world).map(({ id, status }) => [id, status]);
  expect(left).toEqual([...(kept ? [[before, 'Inactive']] : []), [keys?.key.id, 'Active']]);
  expect(keys?.previous?.id ?? null).toBe(kept ? before : null);
  expect(await storedKeyWorks(world, disk)).toBe(true);
  expect([...disk.keys()]).toEqual([`aws/${NAME}`]);
}

async function die(disk: Disk, death: Death, keepOld: boolean): Promise<boolean> {
  return runOnce(world, disk, { death, keepOld }).then(
    () => false,
    (error: unknown) => {
      expect(error).toBeInstanceOf(Crash);
      return true;
    },
  );
}

const EFFECTS = {
  deleted: [
    ...['store aws-spare/alice', 'store aws/alice', 'create'],
    ...['store aws-spare/alice', 'store aws/alice'],
    ...['store aws-spare/alice', 'store aws/alice', 'switch off', 'delete'],
    ...['record', 'store aws/alice', 'forget aws-spare/alice'],
  ],
  kept: [
    ...['store aws-spare/alice', 'store aws/alice', 'create'],
    ...['store aws-spare/alice', 'store aws/alice'],
    ...['store aws-spare/alice', 'store aws/alice', 'switch off'],
    ...['record', 'store aws/alice', 'forget aws-spare/alice'],
  ],
};

it.each([false, true])(
  'without harm it has these effects, in this order (kept: %s)',
  async (keepOld) => {
    const disk = await diskWithKeys(world);
    const [before] = accessKeys(world);
    const { effects, records, done } = await runOnce(world, disk, { keepOld });
    expect(effects).toEqual(keepOld ? EFFECTS.kept : EFFECTS.deleted);
    expect(records).toEqual([done]);
    expect(done).toEqual({ id: accessKeys(world).at(-1)?.id, old: before?.id, kept: keepOld });
    await expectDone(disk, before?.id ?? '', keepOld);
  },
);

const deaths = (count: number): Death[] =>
  Array.from({ length: count }, (_, at) =>
    (['before', 'after', 'half'] as const).map((how) => ({ at: at + 1, how })),
  ).flat();

it.each(deaths(EFFECTS.deleted.length))('dies $how effect $at, and is repeated', async (death) => {
  const disk = await diskWithKeys(world);
  const before = accessKeys(world)[0]?.id ?? '';
  expect(await die(disk, death, false)).toBe(true);
  await expectSound(disk);
  await finishAnyhow(disk, before);
  await expectDone(disk, before, false);
});

it.each(deaths(EFFECTS.kept.length))(
  '--keep-old: dies $how effect $at, and is repeated',
  async (death) => {
    const disk = await diskWithKeys(world);
    const before = accessKeys(world)[0]?.id ?? '';
    expect(await die(disk, death, true)).toBe(true);
    await expectSound(disk);
    // What was begun with the wish keeps it; the first effects come before it is noted.
    await finishAnyhow(disk, before, true);
    await expectDone(disk, before, true);
  },
);

it('dies again and again, wherever it has come to', async () => {
  const death = fc.record<Death>({
    at: fc.integer({ min: 1, max: 13 }),
    how: fc.constantFrom('before', 'after', 'half'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(death, { minLength: 2, maxLength: 6 }), async (several) => {
      setAccessKeys(world, story);
      const disk = await diskWithKeys(world);
      const before = accessKeys(world)[0]?.id ?? '';
      for (const one of several) {
        if (!(await die(disk, one, false))) break;
        await expectSound(disk);
      }
      await finishAnyhow(disk, before);
      const { key, rotation } = (await shelfOn(disk).read(NAME)) as never as {
        key: { id: string };
        rotation: null;
      };
      expect(rotation).toBeNull();
      expect(accessKeys(world).map(({ id }) => id)).toEqual([key.id]);
    }),
    {
      numRuns: 40,
      // Half an entry, and then half of what stood in for it.
      examples: [
        [
          [
            { at: 2, how: 'half' },
            { at: 1, how: 'half' },
            { at: 1, how: 'before' },
            { at: 1, how: 'before' },
          ],
        ],
      ],
    },
  );
}, 120_000);

/** Repeats it; where it had ended in the last moment already, nothing is left to do. */
async function finishAnyhow(disk: Disk, before: string, keepOld = false): Promise<void> {
  const keys = await shelfOn(disk).read(NAME);
  if (keys?.rotation === null && keys.key.id !== before) {
    await shelfOn(disk).settle(NAME, keys);
    return;
  }
  await runOnce(world, disk, { keepOld });
}
