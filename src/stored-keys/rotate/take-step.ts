/** The steps of a rotation as they are done: at AWS, and in the store. */
import { AwsError } from '../../aws/api.ts';
import type { StoredKeys } from '../types.ts';
import { makeKey } from './make-key.ts';
import { isUnknownKey, untilKnown } from './patience.ts';
import { explained, refused } from './say.ts';
import type { Step } from './step.ts';
import { tryKey } from './try-key.ts';
import type { Rotated, RotateRequest, State, Tools } from './types.ts';

/**
 * Does one step. Its effect is taken for granted afterwards, since a list may be late; only where nobody
 * knows what came of it is AWS asked again.
 */
export async function takeStep(
  tools: Tools,
  request: RotateRequest,
  state: State,
  step: Exclude<Step, { do: 'refuse' | 'finish' }>,
): Promise<State> {
  const { shelf } = tools;
  const { about } = request;
  const { keys, listed } = state;
  const without = (id: string): State => ({
    ...state,
    listed: listed.filter((one) => one.id !== id),
  });
  switch (step.do) {
    case 'make':
      return makeKey(tools, request, state);
    case 'try': {
      const owner = await tryKey(tools, request, keys, step.key);
      const keepOld = keys.rotation?.keepOld ?? request.keepOld;
      const rotation = { stage: 'retiring', old: keys.key, keepOld } as const;
      const next: StoredKeys = { ...keys, key: step.key, owner, rotation };
      await shelf.keep(about.name, next);
      return { ...state, keys: next };
    }
    case 'forget_next': {
      const next: StoredKeys = { ...keys, rotation: null };
      await shelf.keep(about.name, next);
      return { ...state, keys: next };
    }
    case 'switch_off': {
      const there = await change(tools, request, () => tools.hands.switchOff(keys.key, step.id));
      const off = listed.map((one) => (one.id === step.id ? { ...one, active: false } : one));
      return there ? { ...state, listed: off } : without(step.id);
    }
    case 'delete_lost':
      await refuseUsed(tools, request, state, step.id);
      await change(tools, request, () => tools.hands.remove(keys.key, step.id));
      return without(step.id);
    case 'delete_previous':
    case 'delete_old':
      await change(tools, request, () => tools.hands.remove(keys.key, step.id));
      return without(step.id);
  }
}

/** The last step: written down, and then nothing is left of the rotation in the store. */
export async function finish(
  { shelf }: Tools,
  { about, record }: RotateRequest,
  keys: StoredKeys,
  { old, kept }: Extract<Step, { do: 'finish' }>,
): Promise<Rotated> {
  const done = { id: keys.key.id, old: old.id, kept };
  await record(done);
  await shelf.settle(about.name, { ...keys, previous: kept ? old : null, rotation: null });
  return done;
}

/** A change that may be repeated. @returns false: the key it is about was gone already. */
async function change(
  { pace }: Tools,
  { about, signal }: RotateRequest,
  call: () => Promise<unknown>,
): Promise<boolean> {
  try {
    await untilKnown({ ...pace, most: pace.most / 4 }, signal, call);
    return true;
  } catch (error) {
    if (error instanceof AwsError && /^NoSuchEntity/.test(error.code)) return false;
    throw explained(error, about);
  }
}

/** What has signed a call has an owner who knows its secret: it is not the one that got lost. */
async function refuseUsed(
  { hands }: Tools,
  { about }: RotateRequest,
  { keys, listed }: State,
  id: string,
): Promise<void> {
  const used = await hands.lastUsed(keys.key, id).catch((error: unknown) => {
    // Only one more proof: whoever may not ask for it goes by the dates.
    if (error instanceof AwsError && !error.unreachable && !isUnknownKey(error)) return null;
    throw explained(error, about);
  });
  const other = listed.find((one) => one.id === id);
  if (used !== null && other) throw refused({ kind: 'unknown_key', other }, about);
}
