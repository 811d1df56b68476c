/** Which of an entry's keys AWS takes, before anything else is done with them. */
import type { CallerIdentity } from '../../aws/api.ts';
import { SentinelError } from '../../errors.ts';
import type { StoredKey, StoredKeys } from '../types.ts';
import type { Pace } from './patience.ts';

/** A key this young may still be unknown here and there, milliseconds. */
const YOUNG_MS = 300_000;

export interface Question {
  readonly name: string;
  readonly keys: StoredKeys;
  /** Null: AWS does not accept it. */
  readonly whose: (key: StoredKey) => Promise<CallerIdentity | null>;
  readonly pace: Pace;
  readonly now: number;
  readonly signal: AbortSignal;
}

/**
 * The entry with the key in front that works, and whose it is. Amid a rotation the other one may be it,
 * where somebody has deleted the first at AWS.
 * @throws SentinelError where none does.
 */
export async function usableKeys(question: Question): Promise<{
  readonly keys: StoredKeys;
  readonly identity: CallerIdentity;
  /** The keys have changed places, which the store does not know yet. */
  readonly swapped: boolean;
}> {
  const { keys, whose, pace, now, signal } = question;
  const swapped = withOtherInFront(keys);
  const end = pace.now() + (now - (keys.key.createdAt ?? 0) < YOUNG_MS ? pace.most : 0);
  for (let wait = 250; ; wait = Math.min(wait * 2, 2_000)) {
    const own = await whose(keys.key);
    if (own) return { keys, identity: own, swapped: false };
    const other = swapped && (await whose(swapped.key));
    if (swapped && other) return { keys: swapped, identity: other, swapped: true };
    if (pace.now() >= end) throw nothingWorks(question);
    await pace.pause(wait, signal);
  }
}

/** The same rotation seen from its other side: the two keys have changed places. */
function withOtherInFront(keys: StoredKeys): StoredKeys | null {
  const { key, rotation } = keys;
  if (rotation?.stage === 'trying') {
    const { next, keepOld } = rotation;
    return { ...keys, key: next, rotation: { stage: 'retiring', old: key, keepOld } };
  }
  if (rotation?.stage === 'retiring') {
    const { old, keepOld } = rotation;
    return { ...keys, key: old, rotation: { stage: 'trying', next: key, keepOld } };
  }
  return null;
}

function nothingWorks({ name, keys }: Question): SentinelError {
  return new SentinelError(
    'failed',
    `AWS does not accept the stored keys "${name}" (${keys.key.id}): deleted, or switched off.`,
    [`Put others in their place: sentinel keys remove ${name}, then sentinel keys add ${name}`],
  );
}
