import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesBackward } from '../../src/audit/backward.ts';
import { tempDir } from '../helpers/temp-dir.ts';

function read(path: string, size: number, chunk: number) {
  const file = openSync(path, 'r');
  const lines = [...linesBackward(file, size, chunk)];
  closeSync(file);
  return lines.map(({ bytes, end, whole }) => ({ text: bytes.toString('latin1'), end, whole }));
}

test('the same lines as reading forward, in any chunking', () => {
  const path = join(tempDir(), 'file');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 70 }), (content, chunk) => {
      writeFileSync(path, content);
      const parts = content.split('\n');
      const torn = parts.pop() as string;
      let end = 0;
      const forward = parts.map((part) => {
        end += part.length + 1;
        return { text: part, end, whole: true };
      });
      if (torn !== '') forward.push({ text: torn, end: content.length, whole: false });
      expect(read(path, content.length, chunk)).toEqual(forward.reverse());
    }),
    {
      numRuns: 500,
      examples: [
        ['\n', 1],
        ['', 1],
        ['\n\n', 2],
        ['a\nb', 2],
        ['\na', 1],
      ],
    },
  );
});

test('what lies behind the size is not seen', () => {
  const path = join(tempDir(), 'file');
  writeFileSync(path, 'one\ntwo\nthree\n');
  expect(read(path, 8, 4).map((line) => line.text)).toEqual(['two', 'one']);
});

test('reads only as far back as it is asked', () => {
  const path = join(tempDir(), 'file');
  writeFileSync(path, `${'x'.repeat(1000)}\nlast\n`);
  const file = openSync(path, 'r');
  const lines = linesBackward(file, 1006, 10);
  expect(lines.next().value?.bytes.toString()).toBe('last');
  closeSync(file);
  // Only going further needs the file again.
  expect(() => lines.next()).toThrow('EBADF');
});
