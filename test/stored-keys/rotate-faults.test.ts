/** Each call of a rotation under each fault: it ends well, or says how to go on, and then does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '../../src/aws/api.ts';
import { SentinelError } from '../../src/errors.ts';
import { FAULT_KINDS, type FaultKind } from '../../src/sandbox/faults/kinds.ts';
import type { AccessKey } from '../../src/sandbox/world.ts';
import { keysIn } from '../../src/stored-keys/entry.ts';
import { openWorld, type TestWorld } from '../gate/world.ts';
import {
  accessKeys,
  DELAY,
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
beforeEach(() => {
  world.sandbox.control.clearFaults();
  setAccessKeys(world, story);
});
afterAll(() => world.close());

const CALLS = [
  ['sts', 'GetCallerIdentity'],
  ['iam', 'ListAccessKeys'],
  ['iam', 'CreateAccessKey'],
  ['iam', 'UpdateAccessKey'],
  ['iam', 'DeleteAccessKey'],
] as const;

/** These wait for a time-out, and teach nothing that a cut connection does not. */
const SLOW: readonly FaultKind[] = ['timeout', 'latency'];
const kinds = Object.keys(FAULT_KINDS).filter((kind) => !SLOW.includes(kind as FaultKind));
const cells = CALLS.flatMap(([service, action]) =>
  kinds.map((kind) => ({ service, action, kind: kind as FaultKind })),
);

async function expectSound(disk: Disk): Promise<void> {
  world.sandbox.control.clearFaults();
  expect(await storedKeyWorks(world, disk)).toBe(true);
  const known = keysIn((await shelfOn(disk).read(NAME)) as never).map(({ id }) => id);
  expect(accessKeys(world).filter(({ id }) => !known.includes(id)).length).toBeLessThanOrEqual(1);
}

describe.each(cells)('$service:$action meets $kind', ({ service, action, kind }) => {
  it.each([1, 2])('%i times, then all is well again', async (times) => {
    const disk = await diskWithKeys(world);
    const before = accessKeys(world)[0]?.id ?? '';
    world.sandbox.control.setFault({ service, action, kind, times });
    const error: unknown = await runOnce(world, disk).then(
      () => null,
      (one: unknown) => one,
    );
    if (error !== null) {
      expect(error).toBeInstanceOf(SentinelError);
      expect(error).not.toBeInstanceOf(AwsError);
      expect((error as SentinelError).message).not.toMatch(/[A-Za-z0-9+/]{40}/);
      await expectSound(disk);
      await runOnce(world, disk);
    }
    const keys = await shelfOn(disk).read(NAME);
    expect(keys).toMatchObject({ rotation: null, previous: null });
    expect(keys?.key.id).not.toBe(before);
    expect(accessKeys(world).map(({ id }) => id)).toEqual([keys?.key.id]);
    expect(await storedKeyWorks(world, disk)).toBe(true);
  });
});

it('a key whose answer got lost is found and deleted in the same run', async () => {
  const disk = await diskWithKeys(world);
  world.sandbox.control.clearCalls();
  world.sandbox.control.setFault({
    service: 'iam',
    action: 'CreateAccessKey',
    kind: 'lost',
    times: 1,
  });
  const { told } = await runOnce(world, disk);
  expect(told.join('\n')).toMatch(/delete AKIA\w+, which was made while its answer got lost/);
  expect(world.sandbox.control.calls()).toMatchObject({
    'iam:CreateAccessKey': 2,
    'iam:DeleteAccessKey': 2,
    'iam:GetAccessKeyLastUsed': 1,
  });
  expect(accessKeys(world)).toHaveLength(1);
});

it('CreateAccessKey is never repeated unseen', async () => {
  const disk = await diskWithKeys(world);
  world.sandbox.control.clearCalls();
  world.sandbox.control.setFault({
    service: 'iam',
    action: 'CreateAccessKey',
    kind: 'server_error',
  });
  await expect(runOnce(world, disk)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(world.sandbox.control.calls()['iam:CreateAccessKey']).toBe(1);
  await expectSound(disk);
});
