import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { width } from '../../../src/console/text/width.ts';
import { wrapOffsets, wrapText } from '../../../src/console/text/wrap.ts';

function lines(text: string, cells: number): string[] {
  return wrapOffsets(text, cells).map(({ start, end }) => text.slice(start, end));
}

describe('wrapping', () => {
  it.each([
    ['', 10, ['']],
    ['one two', 10, ['one two']],
    ['one two three', 8, ['one two ', 'three']],
    ['a\nb', 10, ['a', 'b']],
    ['a\n', 10, ['a', '']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['x abcdefgh', 4, ['x ', 'abcd', 'efgh']],
    ['漢字漢字', 5, ['漢字', '漢字']],
    ['arn:aws:iam::1234:role/Admin', 20, ['arn:aws:iam::1234:', 'role/Admin']],
    ['see a:bcdefgh', 8, ['see ', 'a:', 'bcdefgh']],
  ])('%j at %i cells', (text, cells, expected) => {
    expect(lines(text, cells)).toEqual(expected);
  });

  it('makes what could act on the terminal visible, and counts it as shown', () => {
    expect(wrapText('a\u001b[2Jb', 40)).toEqual(['a\\x1b[2Jb']);
    expect(wrapText('\u202eabc', 6)).toEqual(['\\u{202', 'e}abc']);
  });

  it('cuts a hostile length', () => {
    expect(wrapText('x'.repeat(1_000_000), 40, 5)).toHaveLength(5);
  });

  it('puts every offset into exactly one line, in order, and none is wider than it may be', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'bc', ' ', '\n', '漢', '👩‍🚀', '\u0301'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 20 }), (value, cells) => {
        const wrapped = wrapOffsets(value, cells);
        let at = 0;
        for (const { start, end } of wrapped) {
          // Between two lines stands nothing, or one line break.
          expect(value.slice(at, start)).toMatch(/^\n?$/);
          expect(end).toBeGreaterThanOrEqual(start);
          at = end;
        }
        expect(at).toBe(value.length);
        for (const shown of wrapText(value, Math.max(cells, 12))) {
          expect(width(shown)).toBeLessThanOrEqual(Math.max(cells, 12));
        }
      }),
    );
  });
});
