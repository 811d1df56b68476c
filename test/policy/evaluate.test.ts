import { describe, expect, it } from 'vitest';
import type { Effect, Mode } from '../../src/policy/types.ts';
import { policyOf, principals, session, user } from './arbitraries.ts';
import { rule, verdictOf } from './asked.ts';

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

  it('finds the gap that daylight saving opens months ahead', () => {
    const hours = (start: number, end: number, timezone: string) =>
      rule('allow', { conditions: { time: { hours: { start, end }, timezone } } });
    // In winter 17:00-08:00 UTC is all that 09:00-18:00 in Berlin leaves; in summer an hour is left over.
    const of = policyOf([hours(540, 1080, 'Europe/Berlin'), hours(1020, 480, 'UTC')]);
    expect(verdictOf(of)).toMatchObject({
      effect: 'allow',
      until: Date.parse('2027-03-28T16:00:00Z'),
      nextChange: { effect: 'deny' },
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
