import { expect, test } from 'vitest';
import { hexId } from '../../src/files/ids.ts';

test('random bytes as lower-case hex', () => {
  expect(hexId(() => Uint8Array.of(0, 0xab, 0xff, 1), 4)).toBe('00abff01');
});

test('a random source that fails or runs short is no id', () => {
  expect(() => hexId(() => new Uint8Array(3), 4)).toThrow('too few bytes');
  const broken = () => {
    throw new Error('no entropy');
  };
  expect(() => hexId(broken, 4)).toThrow('no entropy');
});
