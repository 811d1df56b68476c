/** Stored keys as the text of one entry of the key store: under 1 KiB also amid a rotation. Pure. */
import type { Rotation, StoredKey, StoredKeys } from './types.ts';

/** The entry's text. */
export function writeEntry(keys: StoredKeys): string {
  return JSON.stringify({ version: 1, ...keys });
}

/** Null where the text is no entry of this version: nothing is guessed. */
export function readEntry(text: string): StoredKeys | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const { version, key, owner, addedAt, previous, rotation } = members(value);
  if (version !== 1 || !isKey(key) || typeof addedAt !== 'number') return null;
  if (!isOwner(owner) || !(previous === null || isKey(previous))) return null;
  if (!(rotation === null || isRotation(rotation))) return null;
  return { key, owner, addedAt, previous, rotation };
}

/** Every access key that the entry has a secret of, the one in use first. */
export function keysIn({ key, previous, rotation }: StoredKeys): readonly StoredKey[] {
  const under =
    rotation?.stage === 'trying'
      ? rotation.next
      : rotation?.stage === 'retiring'
        ? rotation.old
        : null;
  return [key, under, previous].filter((one) => one !== null);
}

function isKey(value: unknown): value is StoredKey {
  const { id, secret, createdAt } = members(value);
  return (
    typeof id === 'string' &&
    typeof secret === 'string' &&
    id !== '' &&
    secret !== '' &&
    (createdAt === null || typeof createdAt === 'number')
  );
}

function isOwner(value: unknown): value is StoredKeys['owner'] {
  const { arn, account } = members(value);
  return value === null || (typeof arn === 'string' && typeof account === 'string');
}

function isRotation(value: unknown): value is Rotation {
  const { stage, keepOld, since, next, old } = members(value);
  if (typeof keepOld !== 'boolean') return false;
  if (stage === 'making') return typeof since === 'number';
  return (stage === 'trying' && isKey(next)) || (stage === 'retiring' && isKey(old));
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
