import fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildNeedles } from '../../src/policy/needles.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', '😀'), minLength: 1, maxLength: 5 });

it('finds the words that a text includes, and no others', () => {
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('a', 'b', '-', '😀'), maxLength: 30 }),
      (words, text) => {
        const found = new Set<string>();
        buildNeedles(words.map((one) => [one, one] as const)).find(text, (one) => found.add(one));
        expect([...found].sort()).toEqual(
          [...new Set(words.filter((one) => text.includes(one)))].sort(),
        );
      },
    ),
    { numRuns: 1000 },
  );
});

it('gives a word that two ask for to both', () => {
  const found: number[] = [];
  buildNeedles([
    ['ab', 1],
    ['b', 2],
    ['ab', 3],
  ]).find('xab', (one) => found.push(one));
  expect(found.sort()).toEqual([1, 2, 3]);
});
