import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../src/keys/sealed-text.ts';

const KEY = randomBytes(32);
const text = fc.string({ unit: 'binary', maxLength: 300 });

test('what was sealed is opened, whatever it is', () => {
  fc.assert(
    fc.property(text, fc.string(), (plain, about) => {
      expect(unseal(KEY, about, seal(KEY, about, plain, randomBytes))).toBe(plain);
    }),
  );
});

test('any bit flipped, any byte cut off or added: nothing is opened', () => {
  fc.assert(
    fc.property(text, fc.nat(), fc.integer({ min: 1, max: 40 }), (plain, at, count) => {
      const sealed = seal(KEY, 'about', plain, randomBytes);
      const bit = at % (sealed.length * 8);
      const flipped = Buffer.from(sealed);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(unseal(KEY, 'about', flipped)).toBeNull();
      expect(unseal(KEY, 'about', sealed.subarray(0, -count))).toBeNull();
      expect(unseal(KEY, 'about', Buffer.concat([sealed, randomBytes(count)]))).toBeNull();
    }),
  );
});

test('another key or another purpose opens nothing', () => {
  const sealed = seal(KEY, 'one', 'text', randomBytes);
  expect(unseal(randomBytes(32), 'one', sealed)).toBeNull();
  expect(unseal(KEY, 'two', sealed)).toBeNull();
});

test('the same text is never sealed alike, and does not show', () => {
  const sealed = Array.from({ length: 50 }, () => seal(KEY, '', 'the same text', randomBytes));
  expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(50);
  expect(sealed.some((bytes) => bytes.includes('same'))).toBe(false);
});

test('a random source that gives too little seals nothing', () => {
  expect(() => seal(KEY, '', 'text', () => new Uint8Array(4))).toThrow('too few bytes');
});
