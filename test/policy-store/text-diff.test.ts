import { applyPatch, parsePatch } from 'diff';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openDiffer } from '../../src/policy-store/text-diff.ts';

it('is empty for the same text, and else makes the one out of the other', async () => {
  const diff = await openDiffer();
  const line = fc.constantFrom('a', 'b', 'rules:', '  - x', '');
  const text = fc
    .tuple(fc.array(line, { minLength: 1, maxLength: 12 }), fc.constantFrom('', '\n'))
    .map(([lines, end]) => lines.join('\n') + end);
  fc.assert(
    fc.property(text, text, (before, after) => {
      const patch = diff({ title: 'a', text: before }, { title: 'b', text: after });
      if (before === after) expect(patch).toBe('');
      else expect(applyPatch(before, parsePatch(patch)[0] as never)).toBe(after);
    }),
  );
});

it('shows texts that have nothing in common whole, and soon', async () => {
  const diff = await openDiffer();
  const text = (word: string) => Array.from({ length: 6000 }, (_, n) => `${word}${n}\n`).join('');
  const patch = diff({ title: 'a', text: text('x') }, { title: 'b', text: text('y') });
  expect(patch.match(/^-x/gm)).toHaveLength(6000);
  expect(patch.match(/^\+y/gm)).toHaveLength(6000);
});
