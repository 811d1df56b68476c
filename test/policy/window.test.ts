import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timelineOf } from '../../src/policy/timeline.ts';
import { prepareWindow } from '../../src/policy/window.ts';
import { isZone, openZone } from '../../src/policy/zone.ts';
import { takeSpans, zoneOfSpans } from '../../src/policy/zone-spans.ts';
import { TURNS, window_, ZONES } from './arbitraries.ts';
import { MINUTE, naiveOpen } from './oracle.ts';

const DAY = 1440 * MINUTE;
const at = (text: string): number => Date.parse(text);

describe('windows', () => {
  it('run over midnight from the day they begin on', () => {
    const window = prepareWindow(
      { days: ['friday'], hours: { start: 22 * 60, end: 6 * 60 } },
      openZone('UTC'),
    );
    expect(window.isOpen(at('2026-11-20T21:59:59.999Z'))).toBe(false);
    expect(window.isOpen(at('2026-11-20T22:00:00Z'))).toBe(true);
    expect(window.isOpen(at('2026-11-21T05:59:59.999Z'))).toBe(true);
    expect(window.isOpen(at('2026-11-21T06:00:00Z'))).toBe(false);
    expect(window.isOpen(at('2026-11-20T05:00:00Z'))).toBe(false); // thursday's would be needed
    expect(window.isOpen(at('2026-11-21T22:30:00Z'))).toBe(false);
  });

  it('end at 24:00 with the day', () => {
    const window = prepareWindow(
      { days: ['friday'], hours: { start: 1080, end: 1440 } },
      openZone('Europe/Berlin'),
    );
    expect(window.isOpen(at('2026-11-20T22:59:59Z'))).toBe(true);
    expect(window.isOpen(at('2026-11-20T23:00:00Z'))).toBe(false);
    expect(timelineOf(window, at('2026-11-20T20:00:00Z')).flip(0)).toBe(at('2026-11-20T23:00:00Z'));
  });

  it('are an hour longer or shorter over a night of change', () => {
    const night = { hours: { start: 22 * 60, end: 6 * 60 } };
    const window = prepareWindow(night, openZone('Europe/Berlin'));
    const end = (from: string): string =>
      new Date(timelineOf(window, at(from)).flip(0)).toISOString();
    expect(end('2026-03-28T23:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
    expect(end('2026-10-24T23:00:00Z')).toBe('2026-10-25T05:00:00.000Z');
  });

  it('that lie in the hour that spring leaves out do not open that day', () => {
    const window = prepareWindow(
      { days: ['sunday'], hours: { start: 130, end: 170 } },
      openZone('Europe/Berlin'),
    );
    const timeline = timelineOf(window, at('2026-03-28T12:00:00Z'));
    expect(new Date(timeline.flip(0)).toISOString()).toBe('2026-04-05T00:10:00.000Z');
  });

  it('agree with a clock on the wall, minute by minute, in every zone', () => {
    fc.assert(
      fc.property(
        window_,
        fc.constantFrom(...ZONES),
        fc.constantFrom(...TURNS),
        (window, zone, day) => {
          const prepared = prepareWindow(window, openZone(zone));
          for (let minute = day - DAY / 2; minute < day + 1.5 * DAY; minute += MINUTE) {
            if (prepared.isOpen(minute) !== naiveOpen(window, zone, minute)) {
              expect.fail(
                `${JSON.stringify(window)} in ${zone} at ${new Date(minute).toISOString()}`,
              );
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('open and close in the minutes in which the wall clock says so, and in no others', () => {
    fc.assert(
      fc.property(
        window_,
        fc.constantFrom(...ZONES),
        fc.constantFrom(...TURNS),
        (window, zone, day) => {
          const start = day - DAY / 2;
          const timeline = timelineOf(prepareWindow(window, openZone(zone)), start);
          const flips: number[] = [];
          for (let minute = start + MINUTE; minute < start + 3 * DAY; minute += MINUTE) {
            if (naiveOpen(window, zone, minute) !== naiveOpen(window, zone, minute - MINUTE))
              flips.push(minute);
          }
          const found = flips.map((_, i) => timeline.flip(i));
          expect(found).toEqual(flips);
          expect(timeline.flip(flips.length)).toBeGreaterThanOrEqual(start + 3 * DAY);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('zones', () => {
  it('exist or not', () => {
    for (const zone of [...ZONES, 'Etc/UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])
      expect(isZone(zone)).toBe(true);
    for (const zone of ['', 'Europe/Bielefeld', '+02:00', 'Mars/Base', '../etc', 'Europe/Berlin '])
      expect(isZone(zone)).toBe(false);
  });

  it('are the same from kept offsets', () => {
    for (const name of ZONES) {
      const zone = openZone(name);
      const from = at('2026-01-10T00:00:00Z');
      const kept = zoneOfSpans(
        name,
        JSON.parse(JSON.stringify(takeSpans(zone, from, from + 400 * DAY))),
      );
      for (let time = from - 30 * DAY; time < from + 430 * DAY; time += 7 * 60 * MINUTE + 13) {
        expect(kept.offset(time)).toBe(zone.offset(time));
        const until = kept.steadyUntil(time);
        expect(until).toBeGreaterThan(time);
        expect(zone.offset(until - 1)).toBe(zone.offset(time));
      }
    }
  });
});
