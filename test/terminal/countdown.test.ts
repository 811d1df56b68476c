import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alertCrossed, startCountdown, untilChange } from '../../src/terminal/countdown.ts';
import { timeLeft } from '../../src/terminal/time-left.ts';

const MINUTE = 60_000;
const terminal = { osc: true, tmux: false, notification: 'osc9' } as const;

describe('timeLeft', () => {
  test.each([
    [4 * 60 * MINUTE, '4:00 left'],
    [41 * MINUTE + 59_999, '0:41 left'],
    [MINUTE, '0:01 left'],
    [MINUTE - 1, '60 s left'],
    [50_001, '60 s left'],
    [50_000, '50 s left'],
    [1, '10 s left'],
    [0, 'expired'],
    [-5, 'expired'],
  ])('%i ms is "%s"', (ms, text) => {
    expect(timeLeft(ms)).toBe(text);
  });

  test('untilChange is exactly as long as the text stays true', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 * 60 * MINUTE }), (ms) => {
        const wait = untilChange(ms) ?? Number.NaN;
        expect(timeLeft(ms - wait + 1)).toBe(timeLeft(ms));
        expect(timeLeft(ms - wait)).not.toBe(timeLeft(ms));
      }),
    );
    expect(untilChange(0)).toBeUndefined();
  });
});

test('alertCrossed gives the latest threshold that lies between', () => {
  expect(alertCrossed(11 * MINUTE, 10 * MINUTE)).toBe(10 * MINUTE);
  expect(alertCrossed(10 * MINUTE, 9 * MINUTE)).toBeUndefined();
  expect(alertCrossed(30 * MINUTE, 4 * MINUTE)).toBe(5 * MINUTE);
  expect(alertCrossed(4 * MINUTE, 3 * MINUTE)).toBeUndefined();
});

describe('startCountdown', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  function run(expiresAt: number, forMs: number) {
    const told: string[] = [];
    const stop = startCountdown({
      label: 'prod',
      expiresAt,
      now: () => Date.now(),
      tell: (text) => told.push(text),
      terminal,
    });
    vi.advanceTimersByTime(forMs);
    stop();
    return told;
  }

  test('sets the title each minute, calls at 10, 5 and 1 minutes and at the end, restores the title', () => {
    const told = run(12 * MINUTE, 13 * MINUTE);
    const all = told.join('');
    expect(told[0]).toBe('\x1b[22;2t\x1b]2;prod 0:12 left\x07');
    expect(told.at(-1)).toBe('\x1b[23;2t');
    const titles = all.match(/\x1b\]2;[^\x07]+/g)?.map((title) => title.slice(4));
    expect([...new Set(titles)]).toEqual([
      ...[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(
        (left) => `prod 0:${String(left).padStart(2, '0')} left`,
      ),
      ...[60, 50, 40, 30, 20, 10].map((left) => `prod ${left} s left`),
      'prod expired',
    ]);
    expect(all.match(/\x1b\]9;[^\x07]+/g)?.map((text) => text.slice(4))).toEqual([
      'Sentinel: prod: 10 min left',
      'Sentinel: prod: 5 min left',
      'Sentinel: prod: 1 min left',
      'Sentinel: prod: the credentials have expired',
    ]);
  });

  test('the title is set again every 15 s, since prompts set titles too', () => {
    const titles = run(40 * MINUTE, MINUTE).filter((text) => text.includes('0:39 left'));
    expect(titles).toHaveLength(4);
  });

  test('a session that starts with four minutes is not told of ten and five', () => {
    const calls = run(4 * MINUTE, 3 * MINUTE + 30_000)
      .join('')
      .match(/\d+ min left/g);
    expect(calls).toEqual(['1 min left']);
  });

  test('after the end and after stop() nothing is told any more', () => {
    const told = run(1000, 10 * MINUTE);
    expect(told).toHaveLength(3);
    vi.advanceTimersByTime(60 * MINUTE);
    expect(told).toHaveLength(3);
    expect(vi.getTimerCount()).toBe(0);
  });
});
