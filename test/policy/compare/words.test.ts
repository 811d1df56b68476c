import { describe, expect, it } from 'vitest';
import { accessOf, weigh } from '../../../src/policy/compare/access.ts';
import { comparePolicies, hasAccess, type Question } from '../../../src/policy/compare/compare.ts';
import { peopleOf } from '../../../src/policy/compare/people.ts';
import { reportOf } from '../../../src/policy/compare/report.ts';
import { changeText, whenText } from '../../../src/policy/compare/words.ts';
import { prepare } from '../../../src/policy/evaluate.ts';
import { type AccessPolicy, MODES } from '../../../src/policy/types.ts';
import { openZone } from '../../../src/policy/zone.ts';
import { policyOf, user } from '../arbitraries.ts';
import { roleProfile, WEEK } from './ask.ts';

const at = (text: string) => Date.parse(text);
// A Friday noon in UTC.
const FROM = at('2026-11-20T12:00:00Z');
const asked = [FROM, FROM + WEEK] as const;
const when = (zone: string, ...spans: [string, string][]) =>
  whenText(
    spans.map(([start, end]) => [at(start), at(end)] as const),
    asked,
    openZone(zone),
  );

describe('times', () => {
  it('are none where it is always', () => {
    expect(whenText([asked], asked, openZone('UTC'))).toBe('');
  });

  it('of what is open now are those of its window', () => {
    expect(
      when(
        'Europe/Berlin',
        ['2026-11-20T12:00:00Z', '2026-11-20T17:00:00Z'],
        ['2026-11-27T08:00:00Z', '2026-11-27T12:00:00Z'],
      ),
    ).toBe('friday 09:00-18:00 Europe/Berlin');
  });

  it('over midnight belong to the day on which they begin; whole days are named', () => {
    expect(when('UTC', ['2026-11-20T22:00:00Z', '2026-11-21T06:00:00Z'])).toBe(
      'friday 22:00-06:00 UTC',
    );
    expect(when('UTC', ['2026-11-21T00:00:00Z', '2026-11-23T00:00:00Z'])).toBe(
      'saturday, sunday UTC',
    );
    expect(when('UTC', ['2026-11-20T18:00:00Z', '2026-11-23T09:00:00Z'])).toBe(
      'friday 18:00 to monday 09:00 UTC',
    );
    expect(
      when(
        'UTC',
        ['2026-11-21T08:00:00Z', '2026-11-21T09:00:00Z'],
        ['2026-11-22T10:00:00Z', '2026-11-22T11:30:00Z'],
      ),
    ).toBe('saturday 08:00-09:00, sunday 10:00-11:30 UTC');
  });

  it('keep to the wall clock when daylight saving ends within the week', () => {
    const from = at('2026-10-23T10:00:00Z');
    const days = ['23', '24', '25', '26'].map((day) => {
      const offset = Number(day) < 25 ? 2 : 1;
      return [
        at(`2026-10-${day}T1${8 - offset}:00:00Z`),
        at(`2026-10-${day}T1${9 - offset}:00:00Z`),
      ] as const;
    });
    expect(whenText(days, [from, from + WEEK], openZone('Europe/Berlin'))).toBe(
      'friday-monday 18:00-19:00 Europe/Berlin'.replace(
        'friday-monday',
        'monday, friday, saturday, sunday',
      ),
    );
  });
});

describe('weight', () => {
  const of = (effect: 'allow' | 'deny' | 'require_approval', more = {}) =>
    accessOf(
      {
        effect,
        breakglass: 'possible',
        maxDuration: null,
        maxServerDuration: null,
        unstamped: false,
        declaredEffect: effect,
        ...more,
      },
      'cli',
      true,
    );
  it('puts new access first, and every gain before every loss', () => {
    const order = [
      weigh(of('deny'), of('allow')),
      weigh(of('require_approval'), of('allow')),
      weigh(of('deny'), of('require_approval')),
      weigh(of('deny', { breakglass: 'shut' }), of('deny')),
      weigh(of('allow', { maxDuration: 60 }), of('allow')),
      weigh(
        of('allow', { maxDuration: 60 }),
        of('allow', { declaredEffect: 'require_server_session' }),
      ),
      weigh(of('allow'), of('deny')),
      weigh(of('allow'), of('require_approval')),
      weigh(of('require_approval'), of('deny')),
      weigh(of('deny'), of('deny', { breakglass: 'shut' })),
      weigh(of('allow'), of('allow', { maxDuration: 60 })),
    ];
    expect(order.map(({ gravity }) => gravity)).toEqual([...order.keys()]);
    expect(order.map(({ direction }) => direction)).toEqual([
      ...Array(5).fill('gain'),
      'other',
      ...Array(5).fill('loss'),
    ]);
  });
});

describe('a company', () => {
  /** So many profiles and rules as the budget names. */
  const rules = (extra: number) =>
    Array.from({ length: 300 }, (_, n) => ({
      effect: n % 3 === 0 ? ('require_approval' as const) : ('allow' as const),
      conditions: {
        profiles: [`team-${n % 60}-*`],
        users: [`dev-${n}`, n % 2 ? 'oncall' : `lead-${n % 7}*`],
        ...(n % 5 === 0 && {
          time: {
            hours: { start: 540, end: 1080 + (n === 100 ? extra : 0) },
            timezone: 'Europe/Berlin',
          },
        }),
      },
    }));
  const company = (extra: number): AccessPolicy => ({
    ...policyOf(rules(extra)),
    groups: { oncall: Array.from({ length: 30 }, (_, n) => `person-${n}`) },
  });
  const profiles = Array.from({ length: 5000 }, (_, n) =>
    roleProfile(`team-${n % 60}-app-${n}`, String(100_000_000_000 + (n % 200)), 'Admin'),
  );
  const question = (policies: AccessPolicy[]): Question => ({
    profiles,
    people: peopleOf(policies, user('dev-1')),
    modes: MODES,
    from: FROM,
    until: FROM + WEEK,
  });

  it('of 5,000 profiles and 300 rules: the one window that moved, in one line', () => {
    const [before, after] = [company(0), company(60)];
    const asking = question([before, after]);
    expect(asking.people.length).toBeGreaterThan(300);
    const report = reportOf(comparePolicies(prepare(before), prepare(after), asking), asking);
    expect(report.map((one) => changeText(one, asked, openZone))).toEqual([
      expect.stringMatching(
        /^anyone named lead-2\*, dev-100 gain team-40-app-40, team-40-app-100, .* and \d+ more \(deny -> allow\) every day 18:00-19:00 Europe\/Berlin$/,
      ),
    ]);
  });

  it('sees who is left with nothing', () => {
    const policies = [company(0), policyOf([{ effect: 'deny', conditions: {} }])] as const;
    const asking = question([...policies]);
    const you = asking.people.find((one) => one.you);
    expect(you && policies.map((one) => hasAccess(prepare(one), asking, you))).toEqual([
      true,
      false,
    ]);
  });
});
