import { expect, it } from 'vitest';
import { table } from '../../src/console/plain.ts';
import { NIGHT, profile, profiles, verdict } from './helpers/world.ts';

it('is one aligned line a profile, in words', () => {
  const lines = table(profiles(), NIGHT).trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[0]).toMatch(/^VERDICT +PROFILE +ACCOUNT +ROLE +UNTIL\/FROM +RULE +WHY$/);
  expect(lines[1]).toMatch(
    /^allow +dev +111122223333 +Developer +- +dev-for-everyone +Development/,
  );
  expect(lines.find((line) => line.includes('day-deploy'))).toContain('from 10:00');
  const at = lines[0]?.indexOf('ACCOUNT') ?? 0;
  expect(lines[1]?.slice(at)).toMatch(/^111122223333/);
});

it('holds nothing that acts on a terminal, and no line of ten thousand characters', () => {
  const bad = `\u001b]52;c;aGk=\u0007\u202e${'x'.repeat(10_000)}`;
  const rows = [
    profile(bad, { account: '\u001b[2J', verdict: verdict({ rule: bad, reason: bad }) }),
    profile('b', { verdict: null, problem: { kind: 'error', text: bad, next: [] } }),
  ];
  const text = table(rows, NIGHT);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  for (const line of text.split('\n')) expect(line.length).toBeLessThan(400);
});
