import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import { DAYS } from '../../src/policy/types.ts';
import { type HourKind, onlyKind, weekAt, weekOf } from '../../src/policy/week.ts';
import { weekHead, weekJson, weekLines } from '../../src/policy/week-print.ts';
import { openZone } from '../../src/policy/zone.ts';
import { instant, policy, policyOf, request, user } from './arbitraries.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const asked = {
  principal: user('alice'),
  profile: 'prod',
  roleArn: null,
  account: null,
  mode: 'cli',
} as const;
const office = { days: ['monday', 'friday'] as const, hours: { start: 540, end: 1050 } };

/** The week minute by minute, by the clock on the wall alone. */
function naive(...[prepared, wanted, at]: Parameters<typeof weekOf>): Map<string, Set<HourKind>> {
  const { timezone } = weekOf(prepared, wanted, at);
  const zone = openZone(timezone);
  const wall = (instant: number) => new Date(instant + zone.offset(instant)).toISOString();
  const date = wall(at).slice(0, 10);
  const monday = Date.parse(date) - ((new Date(date).getUTCDay() + 6) % 7) * DAY;
  const found = new Map<string, Set<HourKind>>();
  for (let minute = monday - DAY; minute < monday + 8 * DAY; minute += MINUTE) {
    const local = wall(minute);
    if (Date.parse(local) < monday || Date.parse(local) >= monday + 7 * DAY) continue;
    const verdict = evaluate(prepared, wanted, minute);
    const kind =
      verdict.effect === 'allow'
        ? 'allow'
        : verdict.effect === 'require_approval'
          ? 'approval'
          : verdict.needs
            ? 'server'
            : 'deny';
    const hour = local.slice(0, 13);
    found.set(hour, (found.get(hour) ?? new Set()).add(kind));
  }
  return found;
}

describe('weekOf', () => {
  test('says at each hour what evaluate says at its minutes', () => {
    fc.assert(
      fc.property(policy, request, instant, (rules, wanted, at) => {
        const prepared = prepare(rules);
        const week = weekOf(prepared, wanted, at);
        const found = naive(prepare(rules), wanted, at);
        for (const { date, hours } of week.days) {
          hours.forEach((kind, hour) => {
            const kinds = [...(found.get(`${date}T${String(hour).padStart(2, '0')}`) ?? [])];
            expect([date, hour, kind]).toEqual([
              date,
              hour,
              kinds.length > 1 ? 'changes' : (kinds[0] ?? null),
            ]);
          });
        }
      }),
      // Each looks at eleven thousand minutes.
      { numRuns: 12 },
    );
  });

  const rules = prepare(
    policyOf(
      [
        { effect: 'allow', conditions: { time: office } },
        { effect: 'require_server', conditions: { time: { days: ['sunday'] } } },
      ],
      'Europe/Berlin',
    ),
  );

  test('Monday to Sunday by the policy’s clock; the week and the hour that it is', () => {
    // Still Sunday in UTC, Monday in Berlin.
    const week = weekOf(rules, asked, Date.UTC(2026, 10, 15, 23, 30));
    expect(week.days.map(({ day }) => day)).toEqual([...DAYS.slice(1), 'sunday']);
    expect(week.days[0]?.date).toBe('2026-11-16');
    expect(week.now).toEqual({ day: 0, hour: 0, passed: 30 * MINUTE });
    expect(weekHead(week)).toBe('The week of 2026-11-16, hours of Europe/Berlin; it is Mon 0 h');
    expect(week.days[0]?.hours.slice(8, 19)).toEqual([
      'deny',
      ...Array(8).fill('allow'),
      'changes',
      'deny',
    ]);
  });

  test('an hour that is left out in spring is none; one that comes twice is one', () => {
    const spring = weekOf(rules, asked, Date.UTC(2026, 2, 28));
    expect(spring.days[6]?.hours.slice(0, 5)).toEqual([
      'server',
      'server',
      null,
      'server',
      'server',
    ]);
    const autumn = weekOf(rules, asked, Date.UTC(2026, 9, 25, 3));
    expect(autumn.days[6]?.hours).toEqual(Array(24).fill('server'));
    expect(autumn.now).toMatchObject({ day: 6, hour: 4 });
  });

  test('without a zone of the policy’s own: the one of the verdict’s times', () => {
    const own = prepare(
      policyOf([
        { effect: 'allow', conditions: { time: { ...office, timezone: 'Asia/Kolkata' } } },
      ]),
    );
    expect(weekOf(own, asked, Date.UTC(2026, 10, 20)).timezone).toBe('Asia/Kolkata');
    expect(weekOf(prepare(policyOf([])), asked, 0).timezone).toBe('UTC');
  });

  test('goes on with the clock', () => {
    const at = Date.UTC(2026, 10, 20, 12, 40);
    const week = weekOf(rules, asked, at);
    for (const later of [0, 19 * MINUTE, 20 * MINUTE, 3 * DAY, -DAY]) {
      expect(weekAt(week, at + later).now).toEqual(weekOf(rules, asked, at + later).now);
    }
    expect(weekAt(weekAt(week, at + 30 * MINUTE), at + DAY).now).toEqual(
      weekAt(week, at + DAY).now,
    );
  });

  test('does not change what the policy remembers of now', () => {
    const at = Date.UTC(2026, 10, 20, 12);
    const before = evaluate(rules, asked, at);
    weekOf(rules, asked, at);
    expect(evaluate(rules, asked, at)).toEqual(before);
  });
});

describe('the map', () => {
  const signs = { allow: '+', deny: 'x', approval: '~', server: '=', changes: '/' };
  const lines = (...args: Parameters<typeof weekLines>) =>
    weekLines(...args).map(({ parts }) => parts.map(({ text }) => text).join(''));
  const rules = prepare(
    policyOf(
      [
        { effect: 'allow', conditions: { time: office } },
        { effect: 'require_server', conditions: { time: { days: ['sunday'] } } },
      ],
      'Europe/Berlin',
    ),
  );
  const at = Date.UTC(2026, 2, 27, 13);

  test('reads without colour, and marks today and the hour', () => {
    expect(lines(weekOf(rules, asked, at), signs, '>', 80)).toEqual([
      '     0      6      12v    18',
      ' Mon xxxxxx xxx+++ +++++/ xxxxxx',
      ' Tue xxxxxx xxxxxx xxxxxx xxxxxx',
      ' Wed xxxxxx xxxxxx xxxxxx xxxxxx',
      ' Thu xxxxxx xxxxxx xxxxxx xxxxxx',
      '>Fri xxxxxx xxx+++ +++++/ xxxxxx',
      ' Sat xxxxxx xxxxxx xxxxxx xxxxxx',
      ' Sun == === ====== ====== ======',
      '     + allow  = server mode  x deny  / changes',
    ]);
  });

  test('the legend takes more lines where there is less room', () => {
    expect(lines(weekOf(rules, asked, at), signs, '>', 34).slice(8)).toEqual([
      '     + allow  = server mode',
      '     x deny  / changes',
    ]);
  });

  test('the present hour is told apart for whoever paints', () => {
    const now = weekLines(weekOf(rules, asked, at), signs, '>', 80).flatMap(({ parts }) =>
      parts.filter((part) => part.now),
    );
    expect(now).toEqual([{ text: '+', kind: 'allow', now: true }]);
  });

  test('one answer all week is a sentence', () => {
    const week = weekOf(prepare(policyOf([])), asked, at);
    expect(onlyKind(week)).toBe('deny');
    expect(lines(week, signs, '>', 80)).toEqual(['x deny at every hour of the week']);
  });

  test('as JSON', () => {
    const { timezone, days } = weekJson(weekOf(rules, asked, at)) as {
      timezone: string;
      days: { hours: unknown[] }[];
    };
    expect(timezone).toBe('Europe/Berlin');
    expect(days[6]).toMatchObject({ day: 'sunday', date: '2026-03-29' });
    expect(days[6]?.hours.slice(1, 4)).toEqual(['server', null, 'server']);
  });
});
