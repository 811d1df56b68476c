import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import { explain } from '../../src/policy/explain.ts';
import { outcome, sameOutcome } from '../../src/policy/outcome.ts';
import type { AccessPolicy, AccessRequest, Effect, Mode, Rule } from '../../src/policy/types.ts';
import {
  instant,
  moreRules,
  policy,
  policyOf,
  principals,
  request,
  session,
  user,
} from './arbitraries.ts';
import { firstOpen, MINUTE, naiveCandidates, naiveRule } from './oracle.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const asked: AccessRequest = {
  principal: user('alice'),
  profile: 'prod',
  roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
  account: '111122223333',
  mode: 'cli',
};
const verdictOf = (of: AccessPolicy, about: Partial<AccessRequest> = {}, at = NOON) =>
  evaluate(prepare(of), { ...asked, ...about }, at);
const rule = (effect: Effect, more: Partial<Rule> = {}): Omit<Rule, 'name'> => ({
  effect,
  conditions: {},
  ...more,
});

describe('the verdict, as a property', () => {
  it('is that of the first rule that matches, else deny', () => {
    fc.assert(
      fc.property(policy, request, instant, (of, about, at) => {
        const verdict = evaluate(prepare(of), about, at);
        const first = naiveRule(of, about, at);
        expect(verdict.rule).toBe(first?.name ?? null);
        expect(verdict.ruleIndex).toBe(first ? of.rules.indexOf(first) : -1);
        expect(verdict.declaredEffect).toBe(first?.effect ?? null);
        if (!first) expect(verdict.effect).toBe('deny');
        if (verdict.effect === 'allow')
          expect(['allow', 'require_server', 'require_server_session']).toContain(first?.effect);
      }),
      { numRuns: 1500 },
    );
  });

  it('does not change when rules are added after the one that decided', () => {
    fc.assert(
      fc.property(policy, moreRules, request, instant, (of, more, about, at) => {
        const before = evaluate(prepare(of), about, at);
        const after = evaluate(prepare(policyOf([...of.rules, ...more], of.timezone)), about, at);
        if (before.ruleIndex >= 0) {
          expect({ ...after, until: null, nextChange: null, timezone: '' }).toEqual({
            ...before,
            until: null,
            nextChange: null,
            timezone: '',
          });
        }
      }),
      { numRuns: 600 },
    );
  });

  it('is the same whether its policy was asked before or not', () => {
    fc.assert(
      fc.property(
        policy,
        fc.array(fc.tuple(request, instant), { minLength: 2, maxLength: 6 }),
        (of, questions) => {
          const used = prepare(of);
          for (const [about, at] of questions) {
            expect(evaluate(used, about, at)).toEqual(evaluate(prepare(of), about, at));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('has the trace of explain behind it', () => {
    fc.assert(
      fc.property(policy, request, instant, (of, about, at) => {
        const { verdict, trace } = explain(prepare(of), about, at);
        expect(trace.findIndex((entry) => entry.matched)).toBe(verdict.ruleIndex);
        for (const entry of trace) expect(entry.matched).toBe(entry.failed.length === 0);
      }),
      { numRuns: 600 },
    );
  });

  it('changes when a walk from minute to minute says so, and not before', () => {
    const days = 9 * 1440;
    fc.assert(
      fc.property(policy, request, instant, (of, about, at) => {
        const verdict = evaluate(prepare(of), about, at);
        const rules = naiveCandidates(of, about);
        const now = firstOpen(of, rules, at);
        let change: number | null = null;
        const timed = rules.some((one) => one.conditions.time);
        for (let i = 1; timed && i <= days && change === null; i++) {
          const minute = Math.floor(at / MINUTE) * MINUTE + i * MINUTE;
          const then = firstOpen(of, rules, minute);
          if (then !== now && !sameOutcome(now, then, about, of.ledger)) change = minute;
        }
        if (change === null) {
          expect(verdict.until ?? Number.POSITIVE_INFINITY).toBeGreaterThan(
            at + (days - 1) * MINUTE,
          );
          return;
        }
        expect(verdict.until).toBe(change);
        const effect = outcome(naiveRule(of, about, change), about, of.ledger).effect;
        expect(verdict.nextChange).toEqual({ at: change, effect });
      }),
      { numRuns: 200 },
    );
  }, 120_000);

  it('never allows what nobody knows', () => {
    const odd = fc.oneof(
      fc.string(),
      fc.constantFrom('Allow', 'ALLOW', 'allow ', 'permit', '', '__proto__', 'constructor'),
    );
    fc.assert(
      fc.property(
        odd.filter((word) => word !== 'allow' && !word.startsWith('require_')),
        request,
        (word, about) => {
          const of = policyOf([rule(word as Effect), rule('allow')]);
          expect(evaluate(prepare(of), about, NOON).effect).toBe('deny');
        },
      ),
    );
    const none = prepare(policyOf([rule('allow')]));
    expect(evaluate(none, { ...asked, mode: 'console' as Mode }, NOON).effect).toBe('deny');
  });
});

describe('effects', () => {
  it.each<[Effect, Mode, string, string | null, string]>([
    ['allow', 'cli', 'allow', null, 'possible'],
    ['deny', 'cli', 'deny', null, 'shut'],
    ['require_approval', 'server', 'require_approval', 'approval', 'possible'],
    ['require_server', 'cli', 'deny', 'server', 'shut'],
    ['require_server', 'credential_process', 'deny', 'server', 'shut'],
    ['require_server', 'server', 'allow', null, 'shut'],
    ['require_server_session', 'cli', 'deny', 'server_session', 'shut'],
    ['require_server_session', 'server', 'deny', 'server_session', 'shut'],
  ])('%s in mode %s: %s', (effect, mode, expected, needs, breakglass) => {
    expect(verdictOf(policyOf([rule(effect)]), { mode })).toMatchObject({
      effect: expected,
      needs,
      breakglass,
    });
  });

  it('require_server_session is met by a table from the request, the rule or the ledger', () => {
    const of = policyOf([rule('require_server_session')]);
    const server = { mode: 'server' as const };
    expect(verdictOf(of, { ...server, sessionTable: true }).effect).toBe('allow');
    expect(
      verdictOf(policyOf([rule('require_server_session', { sessionTable: 't' })]), server).effect,
    ).toBe('allow');
    expect(verdictOf({ ...of, ledger: 'local' }, server).effect).toBe('allow');
    expect(verdictOf({ ...of, ledger: { sessions: 'arn' } }, server).effect).toBe('allow');
    expect(verdictOf({ ...of, ledger: 'local' }).effect).toBe('deny');
  });

  it('leave break-glass open or shut as their rule says', () => {
    const breakglass = (effect: Effect, word?: 'allowed' | 'never') =>
      verdictOf(policyOf([rule(effect, word ? { breakglass: word } : {})])).breakglass;
    expect(breakglass('deny', 'allowed')).toBe('possible');
    expect(breakglass('require_approval', 'never')).toBe('shut');
    expect(breakglass('require_server', 'allowed')).toBe('shut');
    expect(
      verdictOf(policyOf([rule('allow', { conditions: { profiles: ['dev'] } })])).breakglass,
    ).toBe('possible');
  });

  it('carry the limits and the reason of their rule', () => {
    const of = policyOf([
      rule('allow', {
        maxDuration: 900,
        maxServerDuration: 60,
        unstamped: 'allow',
        reason: 'because',
      }),
    ]);
    expect(verdictOf(of)).toMatchObject({
      maxDuration: 900,
      maxServerDuration: 60,
      unstamped: true,
      reason: 'because',
      matched: [],
    });
  });
});

describe('conditions', () => {
  it('on users see only names that count', () => {
    const of = policyOf([rule('allow', { conditions: { users: ['*'] } })]);
    const allowed = principals.map((principal) => verdictOf(of, { principal }).effect === 'allow');
    expect(allowed).toEqual([true, true, true, false, true]);
  });

  it('on users take groups, groups in groups, and no member for the group', () => {
    const of = {
      ...policyOf([rule('allow', { conditions: { users: ['all'] } })]),
      groups: { all: ['team', 'zed'], team: ['ali*'] },
    };
    expect(verdictOf(of).effect).toBe('allow');
    expect(verdictOf(of, { principal: user('all') }).effect).toBe('deny');
    expect(verdictOf(of, { principal: user('team') }).effect).toBe('deny');
  });

  it('on roles and accounts never match what is not known', () => {
    for (const conditions of [{ roles: ['*'] }, { accounts: ['*'] }]) {
      const of = policyOf([rule('allow', { conditions })]);
      expect(verdictOf(of, { roleArn: null, account: null }).effect).toBe('deny');
    }
  });

  it('with empty lists ask nothing', () => {
    const of = policyOf([rule('allow', { conditions: { profiles: [], users: [], mode: [] } })]);
    expect(verdictOf(of, { principal: session('Admin', 'x') })).toMatchObject({
      effect: 'allow',
      matched: [],
    });
  });

  it('compare names in NFC, whole and with their case', () => {
    const of = policyOf([rule('allow', { conditions: { profiles: ['Caf\u00e9'] } })]);
    expect(verdictOf(of, { profile: 'Cafe\u0301' }).effect).toBe('allow');
    expect(verdictOf(of, { profile: 'caf\u00e9' }).effect).toBe('deny');
    expect(verdictOf(of, { profile: 'Caf\u00e9 ' }).effect).toBe('deny');
  });
});

describe('targets', () => {
  const of = {
    ...policyOf([rule('allow')]),
    targets: { prod: 'arn:aws:iam::111122223333:role/ProdAdmin' },
  };

  it('let a pinned profile lead to its role only', () => {
    expect(verdictOf(of).effect).toBe('allow');
    expect(verdictOf(of, { profile: 'dev', roleArn: null }).effect).toBe('allow');
    for (const roleArn of ['arn:aws:iam::111122223333:role/Other', null]) {
      expect(verdictOf(of, { roleArn })).toMatchObject({
        effect: 'deny',
        rule: null,
        ruleIndex: -1,
        breakglass: 'shut',
        until: null,
      });
    }
  });

  it('are not fooled by names that every object has', () => {
    for (const profile of ['constructor', '__proto__', 'toString']) {
      expect(verdictOf(of, { profile, roleArn: null }).effect).toBe('allow');
    }
  });
});

describe('until', () => {
  const office = {
    time: {
      days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const,
      hours: { start: 540, end: 1080 },
    },
  };

  it('tells when access ends and when it opens, in the zone of the window', () => {
    const of = policyOf([rule('allow', { conditions: office })], 'Europe/Berlin');
    expect(verdictOf(of)).toMatchObject({
      effect: 'allow',
      until: Date.parse('2026-11-20T17:00:00Z'),
      nextChange: { effect: 'deny' },
      timezone: 'Europe/Berlin',
    });
    expect(verdictOf(of, {}, Date.parse('2026-11-20T17:00:00Z'))).toMatchObject({
      effect: 'deny',
      nextChange: { at: Date.parse('2026-11-23T08:00:00Z'), effect: 'allow' },
    });
  });

  it('looks through windows that follow on one another', () => {
    const half = (start: number, end: number) =>
      rule('allow', { conditions: { time: { hours: { start, end } } } });
    expect(verdictOf(policyOf([half(0, 720), half(720, 1440)])).until).toBeNull();
    expect(verdictOf(policyOf([half(600, 780), half(780, 900)])).until).toBe(
      Date.parse('2026-11-20T15:00:00Z'),
    );
  });

  it('ends where the limits of what goes on being allowed are others', () => {
    const of = policyOf([
      rule('allow', { conditions: office }),
      rule('allow', { maxDuration: 900 }),
    ]);
    expect(verdictOf(of)).toMatchObject({
      until: Date.parse('2026-11-20T18:00:00Z'),
      nextChange: { effect: 'allow' },
    });
  });

  it('is not moved by windows of rules that can never decide', () => {
    const of = policyOf([
      rule('deny', { conditions: { ...office, profiles: ['dev'] } }),
      rule('allow'),
      rule('deny', { conditions: office }),
    ]);
    expect(verdictOf(of).until).toBeNull();
  });
});
