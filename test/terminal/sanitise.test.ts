import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleLine } from '../../src/terminal/sanitise.ts';

/** Written independently of the source: code points that must never reach a terminal. */
function isDangerous(code: number): boolean {
  const ranges: [number, number][] = [
    [0x00, 0x1f],
    [0x7f, 0x9f],
    [0xa0, 0xa0],
    [0xad, 0xad],
    [0x34f, 0x34f],
    [0x61c, 0x61c],
    [0x115f, 0x1160],
    [0x180b, 0x180f],
    [0x2000, 0x200f],
    [0x2028, 0x202f],
    [0x205f, 0x206f],
    [0x2800, 0x2800],
    [0x3000, 0x3000],
    [0x3164, 0x3164],
    [0xd800, 0xdfff],
    [0xe000, 0xf8ff],
    [0xfe00, 0xfe0f],
    [0xfeff, 0xfeff],
    [0xfff9, 0xfffb],
    [0xe0000, 0xe0fff],
    [0xf0000, 0x10ffff],
  ];
  return ranges.some(([from, to]) => code >= from && code <= to);
}

const codePoints = (text: string) => [...text].map((char) => char.codePointAt(0) ?? 0);
const anyCode = fc.oneof(
  fc.integer({ min: 0, max: 0x10ffff }),
  fc.integer({ min: 0, max: 0x2100 }),
  fc.constantFrom(0x1b, 0x9b, 0x9d, 0x202e, 0x200b, 0x200d, 0xfe0f, 0xd800, 0xdc00, 0xe0041, 0x301),
);
const anyText = fc
  .array(anyCode)
  .map((codes) => codes.map((c) => String.fromCodePoint(c)).join(''));

describe('visible', () => {
  test('nothing that acts or hides is left, whatever goes in', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(codePoints(visible(text)).filter(isDangerous)).toEqual([]);
        expect(codePoints(visibleLine(text, 40)).filter(isDangerous)).toEqual([]);
        const lines = codePoints(visible(text, { newlines: true })).filter((c) => c !== 0x0a);
        expect(lines.filter(isDangerous)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test('each dangerous code point alone is escaped, and names itself', () => {
    for (let code = 0; code <= 0x10ffff; code += code < 0x3200 || code > 0xd700 ? 1 : 97) {
      if (code > 0xe1000 && code % 97 !== 0) continue;
      if (!isDangerous(code)) continue;
      const shown = visible(`a${String.fromCodePoint(code)}b`);
      expect(shown).toMatch(/^a\\(n|r|t|x[0-9a-f]{2}|u\{[0-9a-f]+\})b$/);
    }
  });

  test('what came out goes in again unchanged', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });

  test('two different texts without a backslash never look the same', () => {
    const noBackslash = anyText.map((text) => text.replaceAll('\\', ''));
    fc.assert(
      fc.property(noBackslash, noBackslash, (one, other) => {
        expect(visible(one) === visible(other)).toBe(one === other);
      }),
    );
    fc.assert(
      fc.property(noBackslash, anyCode.filter(isDangerous), fc.nat(), (text, code, at) => {
        const chars = [...text];
        chars.splice(at % (chars.length + 1), 0, String.fromCodePoint(code));
        expect(visible(chars.join(''))).not.toBe(visible(text));
      }),
    );
  });

  test.each([
    'Deploys only in office hours.',
    'arn:aws:iam::123456789012:role/Größe_ß',
    '東京のデータベース',
    'привет, עברית, العربية',
    'fire 🔥 and 👍🏽',
    'C:\\new\\text',
    'Việt Nam',
    '',
  ])('plain text stays: %s', (text) => {
    expect(visible(text)).toBe(text);
  });

  test.each([
    ['\x1b]52;c;aGk=\x07', '\\x1b]52;c;aGk=\\x07'],
    ['\x1b]8;;http://evil\x1b\\x', '\\x1b]8;;http://evil\\x1b\\x'],
    ['\x9b31m', '\\x9b31m'],
    ['a\u202eb', 'a\\u{202e}b'],
    ['pro\u200bd', 'pro\\u{200b}d'],
    ['a\u00a0b', 'a\\xa0b'],
    ['one\ntwo\r\n\tthree', 'one\\ntwo\\r\\n\\tthree'],
    ['👩\u200d👧', '👩\\u{200d}👧'],
    ['⚠\ufe0f', '⚠\\u{fe0f}'],
    ['\ud83d', '\\u{d83d}'],
    ['\u0301first', '\\u{301}first'],
    [`a${'\u0301'.repeat(6)}`, `a${'\u0301'.repeat(4)}\\u{301}\\u{301}`],
    ['\u{e0068}\u{e0069}', '\\u{e0068}\\u{e0069}'],
  ])('%j is shown as %j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test('line feeds stay where asked for, other separators do not', () => {
    expect(visible('a\r\nb\nc\u2028d\re', { newlines: true })).toBe('a\nb\nc\\u{2028}d\\re');
    expect(visible('a\n\u0301', { newlines: true })).toBe('a\n\\u{301}');
  });
});

describe('visibleLine', () => {
  test('10,000 characters become one line with the count of what is missing', () => {
    expect(visibleLine('x'.repeat(10_000))).toBe(`${'x'.repeat(200)}...(+9800)`);
    expect(visibleLine('\u202e'.repeat(10_000), 20)).toBe('\\u{202e}\\u{202e}...(+9998)');
  });

  test('what fits is whole', () => {
    expect(visibleLine('x'.repeat(200))).toBe('x'.repeat(200));
    expect(visibleLine('a\nb')).toBe('a\\nb');
  });

  test('never longer than its limit and its mark, and never half an emoji', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 0, max: 30 }), (text, limit) => {
        const shown = visibleLine(text, limit);
        const mark = /\.\.\.\(\+(\d+)\)$/.exec(shown);
        expect(shown.length).toBeLessThanOrEqual(limit + (mark?.[0].length ?? 0));
        expect(shown.isWellFormed()).toBe(true);
        if (!mark) expect(shown).toBe(visible(text));
      }),
    );
    expect(visibleLine('🔥'.repeat(5), 5)).toBe('🔥🔥...(+3)');
  });
});
