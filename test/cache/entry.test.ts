import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { endOf, entryName, openEntry, sealEntry, splitKey } from '../../src/cache/entry.ts';
import type { CacheKind } from '../../src/cache/types.ts';

const KEYS = splitKey(randomBytes(32));
const kind = fc.constantFrom<CacheKind>('session', 'mfa', 'identity', 'policy');
const key = fc.string({ unit: 'grapheme', maxLength: 60 });
const entry = fc.record({ value: fc.string({ unit: 'grapheme' }), until: fc.nat() });

test('an entry comes back with its end', () => {
  fc.assert(
    fc.property(kind, key, entry, (kind, key, entry) => {
      const bytes = sealEntry(KEYS, kind, key, entry, randomBytes);
      expect(openEntry(KEYS, kind, key, bytes)).toEqual(entry);
      expect(endOf(bytes)).toBe(entry.until);
    }),
  );
});

test('with any bit flipped, its end included, it is not there', () => {
  fc.assert(
    fc.property(kind, key, entry, fc.nat(), (kind, key, entry, at) => {
      const bytes = sealEntry(KEYS, kind, key, entry, randomBytes);
      const bit = at % (bytes.length * 8);
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(openEntry(KEYS, kind, key, bytes)).toBeNull();
    }),
  );
});

test('cut anywhere it is not there', () => {
  const bytes = sealEntry(KEYS, 'mfa', 'k', { value: 'secret', until: 5 }, randomBytes);
  for (let length = 0; length < bytes.length; length++) {
    expect(openEntry(KEYS, 'mfa', 'k', bytes.subarray(0, length))).toBeNull();
  }
});

test('under another kind, key or secret it is not there', () => {
  fc.assert(
    fc.property(kind, key, kind, key, entry, (kind, key, otherKind, otherKey, entry) => {
      const bytes = sealEntry(KEYS, kind, key, entry, randomBytes);
      if (kind !== otherKind || key !== otherKey) {
        expect(openEntry(KEYS, otherKind, otherKey, bytes)).toBeNull();
        expect(entryName(KEYS, otherKind, otherKey)).not.toBe(entryName(KEYS, kind, key));
      }
      expect(openEntry(splitKey(randomBytes(32)), kind, key, bytes)).toBeNull();
    }),
  );
});

test('a file name tells nothing, and is another under another secret', () => {
  const name = entryName(KEYS, 'session', 'arn:aws:iam::111122223333:role/Admin');
  expect(name).toMatch(/^[0-9a-f]{64}$/);
  expect(name).not.toBe(
    entryName(splitKey(randomBytes(32)), 'session', 'arn:aws:iam::111122223333:role/Admin'),
  );
});
