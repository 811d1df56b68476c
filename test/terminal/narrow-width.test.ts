import fc from 'fast-check';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { symbolsFor } from '../../src/console/text/symbols.ts';
import { narrowWidth } from '../../src/terminal/narrow-width.ts';

it('says of each code point of the BMP what string-width says, or nothing', () => {
  const wrong: string[] = [];
  for (let code = 0; code <= 0xffff; code++) {
    const text = String.fromCharCode(code);
    const width = narrowWidth(text);
    if (width !== null && width !== stringWidth(text)) wrong.push(`U+${code.toString(16)}`);
  }
  expect(wrong).toEqual([]);
});

it('says of texts, colours and odd neighbours what string-width says, or nothing', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\x1b[1m',
      '\x1b[38;5;12m',
      '\x1b[2K',
      '\x1b]8;;x\x07',
      '│ ',
      '…',
      'é',
      'e\u0301',
      '✓',
      '✓\ufe0f',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      const width = narrowWidth(text);
      expect(width ?? stringWidth(text)).toBe(stringWidth(text));
    }),
    { numRuns: 2_000 },
  );
});

it('knows what the first frame is made of', () => {
  const symbols = Object.values(symbolsFor(true)).flatMap((one) =>
    typeof one === 'string' ? [one] : Object.values(one as Record<string, string>),
  );
  const frame = `${symbols.join(' ')} \x1b[1mSENTINEL\x1b[22m ───│ dev 111122223333 · …`;
  expect(narrowWidth(frame)).toBe(stringWidth(frame));
});
