import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileGlob, nfc } from '../../src/policy/glob.ts';
import { covers, meets } from '../../src/policy/glob-compare.ts';
import { buildGlobIndex } from '../../src/policy/glob-index.ts';
import { naiveGlob } from './oracle.ts';

const letters = fc.constantFrom('a', 'b', '-', '😀', 'é');
const text = fc.array(letters, { maxLength: 12 }).map((all) => all.join(''));
const pattern = fc
  .array(fc.oneof(letters, fc.constantFrom('*', '?', '*')), { maxLength: 9 })
  .map((all) => all.join(''));

describe('globs', () => {
  it.each([
    ['prod', 'prod', true],
    ['prod', 'prod-db', false],
    ['prod', 'Prod', false],
    ['prod-*', 'prod-', true],
    ['*-db', 'prod-db', true],
    ['*', '', true],
    ['?', '', false],
    ['?', '😀', true],
    ['??', '😀', false],
    ['', '', true],
    ['', 'a', false],
    ['a*a', 'a', false],
    ['*ab*ba*', 'aba', false],
    ['[a]', 'a', false],
    ['a.c', 'abc', false],
    ['(a+)+$', '(a+)+$', true],
    ['arn:aws:sts::*:assumed-role/CI-*/*', 'arn:aws:sts::1:assumed-role/CI-x/y/z', true],
  ])('%j on %j: %s', (glob, given, expected) => {
    expect(compileGlob(glob).test(given)).toBe(expected);
  });

  it('says what a naive matcher says', () => {
    fc.assert(
      fc.property(pattern, text, (glob, given) => {
        expect(compileGlob(glob).test(given)).toBe(naiveGlob(glob, given));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds parts of more than 32 characters', () => {
    const part = `${'ab?'.repeat(30)}c`;
    const glob = compileGlob(`*${part}*`);
    const fitting = part.replaceAll('?', 'x');
    expect(glob.test(`abxab${fitting}ab`)).toBe(true);
    expect(glob.test(`abxab${fitting.slice(0, -1)}dab`)).toBe(false);
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 90 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '?'), minLength: 30, maxLength: 70 }),
        (given, wild) => {
          expect(compileGlob(`*${wild}*`).test(given + wild.replaceAll('?', 'a') + given)).toBe(
            true,
          );
          expect(compileGlob(`*${wild}*`).test(given)).toBe(naiveGlob(`*${wild}*`, given));
        },
      ),
    );
  });

  it('compares in NFC', () => {
    expect(compileGlob('Zoe\u0308*').test(nfc('Zo\u00eb'))).toBe(true);
    expect(compileGlob('Zo\u00eb').test(nfc('Zoe\u0308'))).toBe(true);
  });

  it('is not slowed down by hostile patterns and texts', () => {
    // Trying every way would take these longer than the universe is old, or hours.
    const long = 'a'.repeat(200_000);
    expect(compileGlob('*a'.repeat(50_000)).test(long)).toBe(true);
    expect(compileGlob(`${'*a'.repeat(50_000)}b`).test(long)).toBe(false);
    expect(compileGlob(`*${'a?'.repeat(500)}b*`).test(long)).toBe(false);
    expect(compileGlob(`*${'a'.repeat(5_000)}b*c`).test(long)).toBe(false);
    expect(compileGlob(`${'?*'.repeat(50_000)}b`).test(long)).toBe(false);
  });
});

describe('the index over many patterns', () => {
  it('finds the same rules as each pattern on its own', () => {
    const condition = fc.option(fc.array(pattern, { maxLength: 3 }), { nil: undefined });
    fc.assert(
      fc.property(
        fc.array(condition, { minLength: 1, maxLength: 70 }),
        fc.option(text),
        (conditions, given) => {
          const out = new Int32Array(Math.ceil(conditions.length / 32));
          buildGlobIndex(conditions).match(given, out);
          const found = conditions.map((_, i) => (((out[i >> 5] ?? 0) >>> (i & 31)) & 1) === 1);
          const expected = conditions.map(
            (patterns) =>
              // An empty list (a group that nobody is in) asks, and takes nothing.
              patterns === undefined ||
              (given !== null && patterns.some((one) => naiveGlob(one, given))),
          );
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('globs against globs', () => {
  it.each([
    ['*', 'prod-*', true],
    ['prod-*', 'prod-db', true],
    ['prod-*', '*', false],
    ['*?', '?*', true],
    ['a*c', 'ab*c', true],
    ['ab*c', 'a*c', false],
    ['?', '*', false],
  ])('%j covers %j: %s', (wide, narrow, expected) => {
    expect(covers(wide, narrow)).toBe(expected);
  });

  it('what is covered is taken, what both take meets', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (a, b, given) => {
        if (naiveGlob(b, given) && covers(a, b)) expect(naiveGlob(a, given)).toBe(true);
        if (naiveGlob(a, given) && naiveGlob(b, given)) expect(meets(a, b)).toBe(true);
      }),
      { numRuns: 3000 },
    );
    expect(meets('a*', '*b')).toBe(true);
    expect(meets('a*', 'b*')).toBe(false);
    expect(meets('a?', 'a')).toBe(false);
  });
});
