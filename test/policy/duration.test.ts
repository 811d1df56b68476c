import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SentinelError } from '../../src/errors.ts';
import { formatDuration, parseDuration } from '../../src/policy/duration.ts';

describe('durations', () => {
  it.each([
    ['15m', 900],
    ['1h30m', 5400],
    ['2h', 7200],
    ['90s', 90],
    ['400d', 34_560_000],
    ['1d2h3m4s', 93_784],
    ['0s', 0],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each([
    '',
    '1',
    'h',
    '1x',
    '30m1h',
    '1h1h',
    '-1h',
    '1.5h',
    ' 1h',
    '1h ',
    '1H',
    '1h 30m',
    '99999999d',
    '９m',
  ])('%j is none', (text) => {
    expect(() => parseDuration(text)).toThrow(SentinelError);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 * 86_400 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toBe(seconds);
      }),
    );
    expect([3600, 5400, 60, 86_400, 0].map(formatDuration)).toEqual([
      '1h',
      '1h30m',
      '1m',
      '1d',
      '0s',
    ]);
  });
});
