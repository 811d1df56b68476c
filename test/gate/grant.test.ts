import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EventFits, grantFor } from '../../src/gate/grant.ts';
import type { BreakglassEvent } from '../../src/ledger/types.ts';
import type { Verdict } from '../../src/policy/types.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const HOUR = 3_600_000;

const allow: Verdict = {
  effect: 'allow',
  declaredEffect: 'allow',
  needs: null,
  rule: 'r',
  ruleIndex: 0,
  reason: '',
  matched: [],
  maxDuration: null,
  maxServerDuration: null,
  sessionTable: null,
  unstamped: false,
  breakglass: 'shut',
  until: null,
  nextChange: null,
  evaluatedAt: NOW,
  timezone: 'UTC',
};
const shut: Verdict = { ...allow, effect: 'deny', declaredEffect: 'deny' };
const open: Verdict = { ...shut, breakglass: 'possible' };
const fits: EventFits = {
  principalArn: 'arn:aws:iam::111122223333:user/alice',
  profile: 'prod',
  roleArn: 'arn:aws:iam::333344445555:role/ProdAdmin',
  account: '333344445555',
};
const event: BreakglassEvent = {
  id: '0123456789abcdef',
  requestId: 'a1b2c3d4',
  invoker: 'alice',
  invokerArn: fits.principalArn,
  profile: fits.profile,
  roleArn: fits.roleArn,
  account: fits.account,
  reasonCode: 'incident',
  justification: 'the database does not answer',
  ticket: null,
  rule: 'oncall',
  duration: 3600,
  status: 'active',
  createdAt: NOW - HOUR / 2,
  expiresAt: NOW + HOUR / 2,
  closedBy: null,
  closedReason: null,
  escalated: false,
  alerted: [],
  logSeq: 7,
  logHash: '0'.repeat(64),
  version: 2,
};

/** Anything that could come out of a broken evaluator, a newer version or a bad store. */
const garbage = fc.anything({ withDate: true, withNullPrototype: true });

describe('a verdict alone', () => {
  it('grants on exactly allow', () => {
    expect(grantFor(allow, null, fits, NOW)).toEqual({ kind: 'direct', ends: null });
    for (const effect of ['deny', 'require_approval', 'require_server', 'require_server_session']) {
      expect(grantFor({ ...allow, effect } as Verdict, null, fits, NOW)).toBeNull();
    }
  });

  it('denies on every other effect, known or not', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), garbage), (effect) => {
        fc.pre(effect !== 'allow');
        expect(grantFor({ ...allow, effect } as Verdict, null, fits, NOW)).toBeNull();
      }),
      { numRuns: 1000 },
    );
    for (const effect of [
      'ALLOW',
      ' allow',
      'allow ',
      'Allow',
      ['allow'],
      { toString: () => 'allow' },
    ]) {
      expect(grantFor({ ...allow, effect } as unknown as Verdict, null, fits, NOW)).toBeNull();
    }
  });

  it('denies on an end that is past, or no instant', () => {
    fc.assert(
      fc.property(garbage, (until) => {
        const grant = grantFor({ ...allow, until } as Verdict, null, fits, NOW);
        if (until === null) expect(grant).toEqual({ kind: 'direct', ends: null });
        else if (typeof until === 'number' && Number.isFinite(until) && until > NOW) {
          expect(grant).toEqual({ kind: 'direct', ends: until });
        } else expect(grant).toBeNull();
      }),
    );
    expect(grantFor({ ...allow, until: NOW }, null, fits, NOW)).toBeNull();
    expect(grantFor({ ...allow, until: NOW + 1 }, null, fits, NOW)).not.toBeNull();
  });

  it('denies where the time is not known', () => {
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number]) {
      expect(grantFor(allow, null, fits, now)).toBeNull();
    }
  });
});

describe('an emergency', () => {
  it('grants until its end, where policy leaves room', () => {
    expect(grantFor(open, event, fits, NOW)).toEqual({
      kind: 'breakglass',
      ends: event.expiresAt,
      event,
    });
    expect(grantFor(shut, event, fits, NOW)).toBeNull();
    expect(
      grantFor({ ...open, breakglass: 'maybe' } as unknown as Verdict, event, fits, NOW),
    ).toBeNull();
  });

  it('grants nothing for another person, profile, role or account', () => {
    for (const other of [
      { invokerArn: 'arn:aws:iam::111122223333:user/bob' },
      { profile: 'prod-db' },
      { roleArn: 'arn:aws:iam::333344445555:role/Other' },
      { roleArn: null },
      { account: '999999999999' },
    ]) {
      expect(grantFor(open, { ...event, ...other }, fits, NOW)).toBeNull();
    }
  });

  it('grants nothing once over, closed, or never recorded', () => {
    expect(grantFor(open, event, fits, event.expiresAt)).toBeNull();
    expect(grantFor(open, { ...event, status: 'closed' }, fits, NOW)).toBeNull();
    expect(grantFor(open, { ...event, status: 'expired' }, fits, NOW)).toBeNull();
    expect(grantFor(open, { ...event, logSeq: null, logHash: null }, fits, NOW)).toBeNull();
    expect(grantFor(open, { ...event, expiresAt: Number.NaN }, fits, NOW)).toBeNull();
    expect(grantFor(open, { ...event, expiresAt: Number.POSITIVE_INFINITY }, fits, NOW)).toBeNull();
  });
});
