/** A store in memory and a rotation on an embedded AWS, which can be cut short at every effect. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyStore } from '../../src/keys/types.ts';
import type { AccessKey, IamUser } from '../../src/sandbox/world.ts';
import { type Hands, makeHands } from '../../src/stored-keys/rotate/hands.ts';
import type { Pace } from '../../src/stored-keys/rotate/patience.ts';
import { rotate } from '../../src/stored-keys/rotate/rotate.ts';
import type { Rotated } from '../../src/stored-keys/rotate/types.ts';
import { usableKeys } from '../../src/stored-keys/rotate/usable.ts';
import { type Shelf, shelfOf } from '../../src/stored-keys/shelf.ts';
import type { StoredKeys } from '../../src/stored-keys/types.ts';
import { whoseKey } from '../../src/stored-keys/whose.ts';
import type { TestWorld } from '../gate/world.ts';

export const REGION = 'eu-central-1';
export const NAME = 'alice';
/** How long a new key is refused, milliseconds. */
export const DELAY = 15;

/** Waits in earnest, but not for long. */
export const PACE: Pace = {
  now: () => performance.now(),
  pause: (milliseconds) => sleep(Math.min(milliseconds, 10)),
  most: 5_000,
};

/** The process is gone: nothing after this is done. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Death {
  /** Which effect, counted from 1. */
  readonly at: number;
  /** Before it is done, after it, or (a store that writes in place) with half of it done. */
  readonly how: 'before' | 'after' | 'half';
}

/** What a process that dies leaves behind. */
export type Disk = Map<string, string>;

/** A process's hold on the disk and on AWS. */
export function makeProcess(death: Death | null) {
  let effects = 0;
  let dead = false;
  const names: string[] = [];
  const effect = async <T>(name: string, work: () => Promise<T>, half?: () => void): Promise<T> => {
    if (dead) throw new Crash();
    effects += 1;
    names.push(name);
    if (death?.at !== effects) return work();
    dead = true;
    if (death.how === 'after') await work();
    if (death.how === 'half') half?.();
    throw new Crash(`${death.how} ${name}`);
  };
  return { effect, names };
}

type Process = ReturnType<typeof makeProcess>;

/** As `pass` does it: in place, so that half an entry may be left. */
export function memoryStore(disk: Disk, { effect }: Process): KeyStore {
  return {
    label: 'the store',
    unlock: async () => {},
    get: async (name) => disk.get(name) ?? null,
    set: (name, value) =>
      effect(
        `store ${name}`,
        async () => void disk.set(name, value),
        () => disk.set(name, value.slice(0, value.length / 2)),
      ),
    getOrMake: () => Promise.reject(new Error('not asked for')),
    delete: (name) => effect(`forget ${name}`, async () => disk.delete(name)),
    list: async () => [...disk.keys()],
  };
}

function mortalHands(hands: Hands, { effect }: Process): Hands {
  return {
    ...hands,
    create: (by) => effect('create', () => hands.create(by)),
    switchOff: (by, id) => effect('switch off', () => hands.switchOff(by, id)),
    remove: (by, id) => effect('delete', () => hands.remove(by, id)),
  };
}

/** One run of the command's heart, as its process would do it. */
export async function runOnce(
  world: TestWorld,
  disk: Disk,
  options: { readonly death?: Death; readonly keepOld?: boolean } = {},
): Promise<{
  done: Rotated;
  effects: readonly string[];
  told: readonly string[];
  records: readonly Rotated[];
}> {
  const process = makeProcess(options.death ?? null);
  const shelf = shelfOf(memoryStore(disk, process));
  const told: string[] = [];
  const records: Rotated[] = [];
  const ctx = world.context();
  const { signal } = new AbortController();
  const stored = (await shelf.read(NAME)) as StoredKeys;
  const { keys, swapped } = await usableKeys({
    name: NAME,
    keys: stored,
    whose: (key) => whoseKey(ctx, key, [REGION], signal),
    pace: PACE,
    now: Date.now(),
    signal,
  });
  if (swapped) await shelf.keep(NAME, keys);
  const done = await rotate(
    { shelf, hands: mortalHands(makeHands(ctx, REGION, null), process), pace: PACE },
    {
      about: { name: NAME, user: 'alice' },
      keys,
      keepOld: options.keepOld ?? false,
      regions: [REGION],
      signal,
      tell: (text) => void told.push(text),
      record: (one) => process.effect('record', async () => void records.push(one)),
    },
  );
  return { done, effects: process.names, told, records };
}

/** A disk with alice's own keys on it, as `keys add` leaves it. */
export async function diskWithKeys(world: TestWorld): Promise<Disk> {
  const disk: Disk = new Map();
  const [key] = accessKeys(world);
  await shelfOn(disk).settle(NAME, {
    key: { id: key?.id ?? '', secret: key?.secret ?? '', createdAt: null },
    owner: { arn: 'arn:aws:iam::111122223333:user/alice', account: '111122223333' },
    addedAt: Date.now(),
    previous: null,
    rotation: null,
  });
  return disk;
}

/** The shelf of a process that nothing befalls. */
export function shelfOn(disk: Disk): Shelf {
  return shelfOf(memoryStore(disk, makeProcess(null)));
}

/** What AWS has of alice, as no client sees it. */
export function accessKeys(world: TestWorld): AccessKey[] {
  return alice(world).accessKeys;
}

/** Past IAM. */
export function setAccessKeys(world: TestWorld, keys: readonly AccessKey[]): void {
  alice(world).accessKeys = structuredClone([...keys]);
}

function alice(world: TestWorld): IamUser {
  const users = world.sandbox.control.cloud.world.accounts.flatMap((account) => account.users);
  return users.find(({ name }) => name === 'alice') as IamUser;
}

/** Whether AWS takes what the store says is used, once every new key is known. */
export async function storedKeyWorks(world: TestWorld, disk: Disk): Promise<boolean> {
  await sleep(DELAY + 5);
  const keys = (await shelfOn(disk).read(NAME)) as StoredKeys;
  const signal = new AbortController().signal;
  return (await whoseKey(world.context(), keys.key, [REGION], signal)) !== null;
}
