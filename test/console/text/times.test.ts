import { describe, expect, it } from 'vitest';
import { age, countdown, span, zoned } from '../../../src/console/text/times.ts';

const NOW = Date.UTC(2026, 10, 18, 2, 0, 0); // a Wednesday, 03:00 in Berlin

describe('times', () => {
  it.each([
    [0, '0:00'],
    [-5, '0:00'],
    [999, '0:00'],
    [61_000, '1:01'],
    [3_599_999, '59:59'],
    [3_729_000, '1:02:09'],
  ])('%i ms count down as %s', (left, text) => {
    expect(countdown(left)).toBe(text);
  });

  it.each([
    [900, '1 s'],
    [59_000, '59 s'],
    [240_000, '4 min'],
    [3_600_000, '1 h'],
    [4_800_000, '1 h 20 min'],
    [3 * 86_400_000, '3 d'],
  ])('%i ms are %s', (length, text) => {
    expect(span(length)).toBe(text);
  });

  it('says an age by the minute only', () => {
    expect(age(59_000)).toBe('just now');
    expect(age(240_500)).toBe('4 min old');
  });

  it.each([
    ['the same day', NOW + 3 * 3_600_000, '06:00'],
    ['after midnight there', NOW + 22 * 3_600_000, 'thu 01:00'],
    ['within the week', NOW + 4 * 86_400_000, 'sun 03:00'],
    ['later', NOW + 20 * 86_400_000, '8 Dec 03:00'],
  ])('says an instant in the zone of the policy: %s', (_what, at, text) => {
    expect(zoned(at, NOW, 'Europe/Berlin')).toBe(text);
  });
});
