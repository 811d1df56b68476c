// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy variables of IAM
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arnLike, plain, substitute, wild } from '../../../src/sandbox/iam/pattern.ts';

/** What IAM documents, written as the regular expression that `wild` must never build. */
function oracle(pattern: string, text: string): boolean {
  const source = [...pattern]
    .map((c) => (c === '*' ? '[^]*' : c === '?' ? '[^]' : c.replace(/[^a-z]/, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`).test(text);
}

describe('wild', () => {
  test('agrees with a regular expression on every short pattern', () => {
    const letters = fc.string({
      unit: fc.constantFrom('a', 'b', '*', '?', ':', '.'),
      maxLength: 8,
    });
    const texts = fc.string({ unit: fc.constantFrom('a', 'b', ':', '.', '*'), maxLength: 8 });
    fc.assert(
      fc.property(letters, texts, (pattern, text) => {
        expect(wild(pattern, text)).toBe(oracle(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  test('many stars over a long text end soon', () => {
    expect(wild('*a*a*a*a*a*a*a*a*b', 'a'.repeat(20_000))).toBe(false);
  });
});

describe('substitute', () => {
  const facts = { 'aws:username': 'alice', 'aws:userid': 'a*b' };
  test.each([
    ['sentinel=${aws:username}=*', 'sentinel=alice=direct=1', true],
    ['sentinel=${AWS:UserName}=*', 'sentinel=alice=x', true],
    ['sentinel=${aws:username}=*', 'sentinel=bob=direct=1', false],
    ['${aws:userid}', 'a*b', true],
    ['${aws:userid}', 'axxb', false],
    ["${aws:sourceidentity, 'nobody'}", 'nobody', true],
    ['a${*}b', 'a*b', true],
    ['a${*}b', 'axb', false],
    ['a${?}', 'a?', true],
    ['${$}', '$', true],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(wild(substitute(pattern, facts) ?? '', text)).toBe(expected);
  });

  test('a variable without a value matches nothing', () => {
    expect(substitute('${aws:sourceidentity}*', facts)).toBeNull();
  });

  test('plain gives back what a value held', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '*', '?', '$', '}') }), (value) => {
        expect(plain(substitute('${k}', { k: value }) ?? '')).toBe(value);
      }),
    );
  });
});

describe('arnLike', () => {
  test.each([
    ['arn:aws:iam::*:role/Prod*', 'arn:aws:iam::123456789012:role/ProdAdmin', true],
    ['arn:aws:iam::*', 'arn:aws:iam::123456789012:role/ProdAdmin', false],
    ['arn:aws:*:role/x', 'arn:aws:iam::123456789012:role/x', false],
    ['arn:aws:iam::1:role/a:*', 'arn:aws:iam::1:role/a:b', true],
  ])('%s on %s: %s', (pattern, arn, expected) => {
    expect(arnLike(pattern, arn)).toBe(expected);
  });
});
