import { afterEach, describe, expect, it } from 'vitest';
import { countdown, span, zoned } from '../../../src/console/text/times.ts';

const NOW = Date.UTC(2026, 10, 18, 2, 0, 0); // a Wednesday, 03:00 in Berlin
const HOUR = 3_600_000;

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

  describe('an instant in the zone of the policy', () => {
    const here = process.env['TZ'];
    afterEach(() => {
      if (here === undefined) delete process.env['TZ'];
      else process.env['TZ'] = here;
    });

    it.each([
      ['the same day', NOW + 3 * HOUR, '06:00'],
      ['after midnight there', NOW + 22 * HOUR, 'thu 01:00'],
      ['within the week', NOW + 4 * 24 * HOUR, 'sun 03:00'],
      ['later', NOW + 20 * 24 * HOUR, '8 Dec 03:00'],
    ])('is said as near as it needs to be: %s', (_what, at, text) => {
      process.env['TZ'] = 'Europe/Berlin';
      expect(zoned(at, NOW, 'Europe/Berlin')).toBe(text);
      expect(zoned(at, NOW, 'Europe/Berlin', 'sentence')).toBe(text);
      process.env['TZ'] = 'UTC';
      expect(zoned(at, NOW, 'Europe/Berlin')).toBe(`${text}+01`);
      expect(zoned(at, NOW, 'Europe/Berlin', 'sentence')).toBe(`${text} Europe/Berlin`);
    });

    it.each([
      ['UTC', NOW, '02:00Z'],
      ['Europe/London', NOW, '02:00+00'],
      ['Asia/Kolkata', NOW, '07:30+05:30'],
      ['America/New_York', NOW + 4 * HOUR, '01:00-05'],
      // The date is another one there, and the month too.
      ['America/New_York', Date.UTC(2026, 11, 1, 2), 'mon 21:00-05'],
      ['Pacific/Kiritimati', Date.UTC(2026, 10, 30, 12), 'tue 02:00+14'],
      ['Pacific/Pago_Pago', NOW, '15:00-11'],
    ])('says that %s is not the clock of the machine', (zone, at, text) => {
      process.env['TZ'] = 'Asia/Tokyo';
      const now = at - NOW > 5 * HOUR ? at - 25 * HOUR : at;
      expect(zoned(at, now, zone)).toBe(text);
    });

    it('says no zone where another one has the same clock then, summer time and all', () => {
      process.env['TZ'] = 'Europe/Lisbon';
      expect(zoned(NOW, NOW, 'UTC')).toBe('02:00');
      const summer = Date.UTC(2026, 6, 1, 2);
      expect(zoned(summer, summer, 'UTC')).toBe('02:00Z');
      expect(zoned(summer, summer, 'Europe/London')).toBe('03:00');
    });
  });
});
