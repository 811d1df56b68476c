import { expect, it } from 'vitest';
import { tierFor } from '../../src/policy-store/tier.ts';

it.each([
  ['x'.repeat(4096), null, 'Standard'],
  ['x'.repeat(4097), null, 'Advanced'],
  ['x'.repeat(4097), 'Standard', 'Advanced'],
  ['\u00e9'.repeat(2048), 'Standard', 'Standard'],
  ['\u00e9'.repeat(2049), 'Standard', 'Advanced'],
  ['x', 'Advanced', 'Advanced'],
  ['x'.repeat(8192), 'Standard', 'Advanced'],
] as const)('%#: the cheapest tier that holds it, and never a step back', (text, now, tier) => {
  expect(tierFor(text, now, 'p.yaml')).toBe(tier);
});

it('more than any parameter holds is refused, with what to do', () => {
  expect(() => tierFor(`${'x'.repeat(8191)}\u00e9`, null, 'p.yaml')).toThrow(
    'p.yaml is 8193 bytes, and a parameter holds 8192 at most.',
  );
});
