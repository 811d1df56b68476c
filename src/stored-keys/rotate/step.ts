/**
 * What a rotation does next. Decided anew before each step from two things alone, what the store's entry
 * says and what AWS lists, so that it goes on after a crash at any place as if there had been none. Pure.
 *
 * The rule behind it: a secret is in the store before its key counts for anything, and a key is deleted
 * only where the store knows it, or knows that nobody can have its secret.
 */
import type { AccessKeyFacts } from '../../aws/api.ts';
import type { StoredKey, StoredKeys } from '../types.ts';

export type Step =
  /** Note that a key is being made, make it, note its secret. */
  | { readonly do: 'make' }
  /** One that was made while its answer got lost: nobody knows its secret. */
  | { readonly do: 'delete_lost'; readonly id: string }
  /** The one that an earlier rotation left switched off. */
  | { readonly do: 'delete_previous'; readonly id: string }
  /** Wait until AWS takes the new key, then let it be the one that is used. */
  | { readonly do: 'try'; readonly key: StoredKey }
  /** The new key is at AWS no more: forget it. */
  | { readonly do: 'forget_next'; readonly id: string }
  | { readonly do: 'switch_off'; readonly id: string }
  | { readonly do: 'delete_old'; readonly id: string }
  | { readonly do: 'finish'; readonly old: StoredKey; readonly kept: boolean }
  | { readonly do: 'refuse'; readonly why: Refusal };

export type Refusal =
  /** The user has a key that the store does not know: AWS lets nobody have three. */
  | { readonly kind: 'unknown_key'; readonly other: AccessKeyFacts }
  /** The key that an earlier rotation left switched off was switched on again. */
  | { readonly kind: 'previous_active'; readonly id: string }
  /** A key that the store has is switched off, or not there. */
  | { readonly kind: 'inactive'; readonly id: string }
  | { readonly kind: 'missing'; readonly id: string };

/**
 * From this much after its noting, a call that makes a key has long come to its end, and what it made is
 * in every list, milliseconds.
 */
export const SETTLED_MS = 120_000;
/** AWS's dates are cut to the second. */
const SLACK_MS = 5_000;

/**
 * @param listed the user's access keys, as AWS lists them.
 * @param now AWS's time, milliseconds.
 */
export function nextStep(keys: StoredKeys, listed: readonly AccessKeyFacts[], now: number): Step {
  const { key, previous, rotation } = keys;
  const find = (id: string) => listed.find((one) => one.id === id);
  if (rotation?.stage === 'retiring') return retire(rotation, find(rotation.old.id));
  const current = find(key.id);
  if (!current) return refuse({ kind: 'missing', id: key.id });
  if (!current.active) return refuse({ kind: 'inactive', id: key.id });
  if (rotation?.stage === 'trying') {
    const { next } = rotation;
    const there = find(next.id);
    if (there)
      return there.active ? { do: 'try', key: next } : refuse({ kind: 'inactive', id: next.id });
    // A list may be some seconds late.
    const young = next.createdAt === null || now - next.createdAt < SETTLED_MS;
    return young ? { do: 'try', key: next } : { do: 'forget_next', id: next.id };
  }
  const kept = previous && find(previous.id);
  if (kept?.active) return refuse({ kind: 'previous_active', id: kept.id });
  if (kept) return { do: 'delete_previous', id: kept.id };
  const other = listed.find((one) => one.id !== key.id);
  if (!other) return { do: 'make' };
  const lost = rotation?.stage === 'making' && isLost(other, rotation.since);
  return lost ? { do: 'delete_lost', id: other.id } : refuse({ kind: 'unknown_key', other });
}

function retire(
  rotation: Extract<StoredKeys['rotation'], { stage: 'retiring' }>,
  there: AccessKeyFacts | undefined,
): Step {
  const { old, keepOld } = rotation;
  if (!there) return { do: 'finish', old, kept: false };
  if (there.active) return { do: 'switch_off', id: old.id };
  return keepOld ? { do: 'finish', old, kept: true } : { do: 'delete_old', id: old.id };
}

/** Whether it can only be what our own call made: it came right after the noting. */
function isLost(other: AccessKeyFacts, since: number): boolean {
  return other.createdAt >= since - SLACK_MS && other.createdAt <= since + SETTLED_MS;
}

function refuse(why: Refusal): Step {
  return { do: 'refuse', why };
}
