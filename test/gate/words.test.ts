/** What refusals and notices say. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AwsError } from '../../src/aws/api.ts';
import { SentinelError } from '../../src/errors.ts';
import { explainAws } from '../../src/gate/aws-errors.ts';
import { shellWord } from '../../src/gate/quote.ts';
import { refusal } from '../../src/gate/refusal.ts';
import type { Verdict } from '../../src/policy/types.ts';

const about = { profile: 'prod', policyRef: 'ssm:/p', breakglass: false };
const deny: Verdict = {
  effect: 'deny',
  declaredEffect: 'deny',
  needs: null,
  rule: 'r',
  ruleIndex: 0,
  reason: 'not now',
  matched: [],
  maxDuration: null,
  maxServerDuration: null,
  sessionTable: null,
  unstamped: false,
  breakglass: 'shut',
  until: null,
  nextChange: null,
  evaluatedAt: 0,
  timezone: 'Europe/Berlin',
};

describe('refusal', () => {
  it('names rule, policy and reason, with the exit code of what is missing', () => {
    expect(refusal(deny, about)).toMatchObject({
      kind: 'denied',
      message: '[prod] is denied, by rule "r" of ssm:/p: not now.',
    });
    expect(refusal({ ...deny, rule: null }, about).message).toBe(
      '[prod] is denied: no rule of ssm:/p allows it.',
    );
    expect(refusal({ ...deny, needs: 'server' }, about).exitCode).toBe(5);
    expect(refusal({ ...deny, needs: 'server_session' }, about).exitCode).toBe(5);
    expect(refusal({ ...deny, effect: 'require_approval' }, about).exitCode).toBe(4);
  });

  it('keeps a reason of several lines in its one sentence', () => {
    const reason = 'evil\nsentinel: fake line\n';
    expect(refusal({ ...deny, rule: 'r\u001b[2J', reason }, about).message).toBe(
      '[prod] is denied, by rule "r\\x1b[2J" of ssm:/p: evil\\nsentinel: fake line.',
    );
  });

  it('says when it opens, in the rule’s zone, and only if it opens', () => {
    const at = Date.parse('2026-11-23T08:00:00Z');
    const opens = refusal({ ...deny, nextChange: { at, effect: 'allow' } }, about);
    expect(opens.next[0]).toBe('Opens monday 2026-11-23 09:00 Europe/Berlin.');
    const changes = refusal({ ...deny, nextChange: { at, effect: 'require_approval' } }, about);
    expect(changes.next.join()).not.toMatch(/Opens/);
  });

  it('offers to break glass only where there is room and it is on', () => {
    const open = { ...deny, breakglass: 'possible' as const };
    expect(refusal(open, { ...about, breakglass: true }).next.join()).toMatch(/break glass/);
    expect(refusal(open, about).next.join()).not.toMatch(/break glass/);
    expect(refusal(deny, { ...about, breakglass: true }).next.join()).not.toMatch(/break glass/);
  });

  it('makes a hint that a shell takes as one word', () => {
    const { next } = refusal(deny, { ...about, profile: "x'; rm -rf ~ #" });
    expect(next.at(-1)).toBe(
      "See each rule: sentinel policy explain --profile 'x'\\''; rm -rf ~ #'",
    );
  });
});

it('shellWord is one word to sh', () => {
  const sh = process.getBuiltinModule('node:child_process');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\0'));
      const out = sh.execFileSync('sh', ['-c', `printf %s ${shellWord(text) || "''"}`]);
      expect(out.toString()).toBe(text);
    }),
    { numRuns: 50 },
  );
});

describe('explainAws', () => {
  const doing = { what: 'The role x', step: 'assume', source: 'static keys of [a]' } as const;
  const error = (code: string, message = '', status: number | undefined = 403) =>
    explainAws(
      new AwsError({ service: 'sts', action: 'AssumeRole', code, message, status }),
      doing,
    );

  it.each([
    ['NetworkError', undefined, 7],
    ['TimeoutError', undefined, 7],
    ['Throttling', 400, 7],
    ['InternalFailure', 500, 7],
    ['ExpiredToken', 403, 6],
    ['ExpiredTokenException', 400, 6],
    ['InvalidClientTokenId', 403, 1],
    ['UnrecognizedClientException', 400, 1],
    ['AccessDenied', 403, 1],
    ['ValidationError', 400, 1],
    ['SomethingNew', 400, 1],
  ])('%s with status %s is exit %i, with its code', (code, status, exit) => {
    const told = explainAws(
      new AwsError({ service: 'sts', action: 'AssumeRole', code, message: 'm', status }),
      doing,
    );
    expect(told).toBeInstanceOf(SentinelError);
    expect((told as SentinelError).exitCode).toBe(exit);
    expect((told as SentinelError).message).toContain(code);
  });

  it('explains what a role lacks', () => {
    const lacks = error(
      'AccessDenied',
      'not authorized to perform: sts:SetSourceIdentity',
    ) as SentinelError;
    expect(lacks.next.join(' ')).toMatch(/trust policy must allow sts:SetSourceIdentity/);
    const long = error(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration',
      400,
    );
    expect((long as SentinelError).next.join(' ')).toMatch(/--duration 1h/);
  });

  it('lets through what is not AWS’s', () => {
    const bug = new TypeError('x');
    expect(explainAws(bug, doing)).toBe(bug);
  });
});
