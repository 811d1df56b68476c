import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createKeyCollector } from '../../src/terminal/key-collector.ts';

function keysOf(bytes: string | Uint8Array): string[] {
  const collector = createKeyCollector();
  const keys: string[] = [];
  for (const byte of Buffer.from(bytes as string)) keys.push(...collector.push(byte));
  return [...keys, ...collector.flush()];
}

const SINGLE = [
  'a',
  '\r',
  '\x03',
  '\x7f',
  'ü',
  '€',
  '🔥',
  '\x1b[A',
  '\x1b[1;5C',
  '\x1bOP',
  '\x1bO5A',
  '\x1b[[A',
  '\x1b[2$',
  '\x1b[15~',
  '\x1bx',
  '\x1bü',
  '\x1b\x1b[A',
  '\x1b[97;5u',
  '\x1b[?62;22c',
];

describe('createKeyCollector', () => {
  test.each(SINGLE)('%j is one key', (key) => {
    expect(keysOf(key)).toEqual([key]);
  });

  test('any row of keys comes out as it went in', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...SINGLE, '\x1b[200~a\rb\x1b[Ac\x1b[201~')), (keys) => {
        expect(keysOf(keys.join(''))).toEqual(keys);
      }),
    );
  });

  test('any bytes: nothing is lost but replies, and it never gets stuck', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const clean = bytes.filter((byte) => byte !== 0x1b);
        expect(keysOf(clean).join('')).toBe(Buffer.from(clean).toString());
        const collector = createKeyCollector();
        for (const byte of bytes) collector.push(byte);
        collector.flush();
        expect(collector.waiting()).toBe('nothing');
        expect(collector.push(0x71)).toEqual(['q']);
      }),
    );
  });

  test('a lone ESC, Alt+[ and Alt+] are keys once nothing follows', () => {
    for (const key of ['\x1b', '\x1b[', '\x1b]', '\x1bO']) {
      const collector = createKeyCollector();
      for (const byte of Buffer.from(key)) expect(collector.push(byte)).toEqual([]);
      expect(collector.waiting()).toBe('key');
      expect(collector.flush()).toEqual([key]);
      expect(collector.flush()).toEqual([]);
    }
  });

  test("a terminal's replies press no keys", () => {
    expect(keysOf('a\x1b]52;c;cm0gLXJm\x07b')).toEqual(['a', 'b']);
    expect(keysOf('a\x1bP>|evil\rq\x1b\\b')).toEqual(['a', 'b']);
    expect(keysOf(`\x1b]11;${'x'.repeat(100_000)}`)).toEqual([]);
  });

  test('a paste is one key whatever is in it, and a cut one gets its end', () => {
    const paste = `\x1b[200~rm -rf /\r\x03\x1b]0;x\x07 ü🔥\x1b[201~`;
    expect(keysOf(`${paste}q`)).toEqual([paste, 'q']);
    expect(keysOf('\x1b[200~half')).toEqual(['\x1b[200~half\x1b[201~']);
  });

  test('an endless paste is cut, and still ends', () => {
    const collector = createKeyCollector();
    const keys: string[] = [];
    const feed = (text: string) => {
      for (const byte of Buffer.from(text)) keys.push(...collector.push(byte));
    };
    feed('\x1b[200~begin');
    const chunk = 'x'.repeat(1 << 16);
    for (let n = 0; n < 16; n++) feed(chunk);
    feed('yyyyyyyyyy\x1b[201~q');
    expect(keys).toHaveLength(2);
    expect(keys[0]?.length).toBeLessThan((1 << 20) + 20);
    expect(keys[0]?.startsWith('\x1b[200~beginxxx')).toBe(true);
    expect(keys[0]?.endsWith('\x1b[201~')).toBe(true);
    expect(keys[1]).toBe('q');
  });

  test('broken UTF-8 is shown as U+FFFD and takes no key with it', () => {
    expect(keysOf(Uint8Array.of(0xe2, 0x82, 0x71))).toEqual(['\ufffd', 'q']);
    expect(keysOf(Uint8Array.of(0xff, 0x71))).toEqual(['\ufffd', 'q']);
    expect(keysOf(Uint8Array.of(0xc3, 0x1b, 0x5b, 0x41))).toEqual(['\ufffd', '\x1b[A']);
  });
});
