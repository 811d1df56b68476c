import { describe, expect, it } from 'vitest';
import { evaluateBreakglass, mayClose } from '../../src/policy/breakglass.ts';
import { parseBreakglassPolicy } from '../../src/policy/parse.ts';
import { session, user } from './arbitraries.ts';

const policy = await parseBreakglassPolicy(
  `version: 1
timezone: Europe/Berlin
groups: {oncall: [alice, "sre-*"]}
rules:
  - {name: nights, profiles: [prod], users: [oncall], roles: ["*:role/ProdAdmin"], closers: [lead], time: {hours: {start: "18:00", end: "06:00"}}}
  - {name: later, profiles: [prod], users: [alice]}
  - {name: data, profiles: ["data-*"], users: ["*"], accounts: ["111122223333"]}
`,
  'x',
);
const night = Date.parse('2026-11-20T22:00:00Z');
const asked = {
  principal: user('alice'),
  profile: 'prod',
  roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
  account: '111122223333',
};
const ask = (more: Partial<typeof asked> | { roleArn: null; account: null }, at = night) =>
  evaluateBreakglass(policy, { ...asked, ...more }, at);

describe('the break-glass policy', () => {
  it('lets whom it names, until its window ends', () => {
    expect(ask({})).toMatchObject({
      allowed: true,
      ruleIndex: 0,
      rule: { name: 'nights' },
      until: Date.parse('2026-11-21T05:00:00Z'),
    });
    expect(ask({ principal: user('sre-bob') })).toMatchObject({ allowed: true });
    expect(ask({ profile: 'data-x' })).toMatchObject({ allowed: true, until: null });
  });

  it.each<[string, Parameters<typeof ask>[0], number, RegExp]>([
    [
      'nobody else',
      { principal: user('bob') },
      night,
      /no break-glass rule names bob for profile prod/,
    ],
    ['no group by its name', { principal: user('oncall') }, night, /no break-glass rule names/],
    [
      'no name that its holder chose',
      { principal: session('Admin', 'alice') },
      night,
      /goes by name, and whoever took role Admin chose/,
    ],
    ['no other profile', { profile: 'dev' }, night, /no break-glass rule/],
    [
      'no other role, though a later rule would',
      { roleArn: 'arn:aws:iam::111122223333:role/Other' },
      night,
      /rule nights is not for role/,
    ],
    ['no unknown role', { roleArn: null, account: null }, night, /not for role \(none\)/],
    [
      'no other account',
      { profile: 'data-x', account: '999999999999' },
      night,
      /rule data is not for account/,
    ],
    [
      'nobody outside its hours',
      {},
      Date.parse('2026-11-20T12:00:00Z'),
      /rule nights is outside its hours/,
    ],
  ])('lets %s', (_, about, at, reason) => {
    const verdict = ask(about, at);
    expect(verdict.allowed).toBe(false);
    if (!verdict.allowed) expect(verdict.reason).toMatch(reason);
  });

  it('names who may close', () => {
    const [nights, later] = policy.rules;
    if (!nights || !later) throw new Error('two rules');
    expect(mayClose(policy, nights, user('lead'))).toBe(true);
    expect(mayClose(policy, nights, session('Admin', 'lead'))).toBe(false);
    expect(mayClose(policy, later, user('lead'))).toBe(false);
  });
});
