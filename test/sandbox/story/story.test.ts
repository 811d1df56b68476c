import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDecisions } from '../../../src/audit/read.ts';
import { verifyLog } from '../../../src/audit/verify.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { parsePrincipal } from '../../../src/identity/principal.ts';
import { parseStamp } from '../../../src/identity/stamp.ts';
import { evaluateBreakglass } from '../../../src/policy/breakglass.ts';
import { evaluate, prepare } from '../../../src/policy/evaluate.ts';
import { parseAccessPolicy, parseBreakglassPolicy } from '../../../src/policy/parse.ts';
import { EFFECTS, type Mode } from '../../../src/policy/types.ts';
import { loadProfiles } from '../../../src/profiles/load.ts';
import { sandboxContext } from '../../../src/sandbox/enter.ts';
import { checkDocument } from '../../../src/sandbox/iam/document.ts';
import { PAST } from '../../../src/sandbox/story/past.ts';
import { PEOPLE } from '../../../src/sandbox/story/people.ts';
import {
  ACCESS_POLICY,
  BREAKGLASS_POLICY,
  PARAMETERS,
} from '../../../src/sandbox/story/policies.ts';
import { PROFILES } from '../../../src/sandbox/story/profiles.ts';
import { makeWorld } from '../../../src/sandbox/story/world.ts';
import { baseContext } from '../base-context.ts';
import { openSandbox } from '../open.ts';

const access = prepare(await parseAccessPolicy(ACCESS_POLICY, 'story'));
const emergencies = await parseBreakglassPolicy(BREAKGLASS_POLICY, 'story');
const principal = (name: string) =>
  parsePrincipal({
    arn: `arn:aws:iam::111122223333:user/${name}`,
    account: '111122223333',
    userId: 'AIDAX',
  });

function ask(user: string, profile: string, at = Date.now(), mode: Mode = 'cli') {
  const roleArn = PROFILES.find((one) => one.name === profile)?.roleArn ?? null;
  // Without a role credentials stay in their owner's account.
  const account = roleArn?.split(':')[4] ?? '111122223333';
  return evaluate(access, { principal: principal(user), profile, roleArn, account, mode }, at);
}

describe('the policies', () => {
  test('fit a standard parameter each', () => {
    for (const text of Object.values(PARAMETERS)) expect(text.length).toBeLessThanOrEqual(4096);
  });

  test('say every effect there is, and give alice the story', () => {
    const verdicts = Object.fromEntries(PROFILES.map(({ name }) => [name, ask('alice', name)]));
    expect(new Set(Object.values(verdicts).map((one) => one.declaredEffect))).toEqual(
      new Set(EFFECTS),
    );
    expect(verdicts).toMatchObject({
      dev: { effect: 'allow' },
      staging: { effect: 'allow' },
      prod: { effect: 'require_approval', needs: 'approval', breakglass: 'possible' },
      'prod-db': { effect: 'deny', needs: 'server' },
      'prod-payments': { effect: 'deny', needs: 'server_session' },
      'prod-org': { effect: 'deny', needs: null, breakglass: 'shut' },
    });
    for (const name of ['staging-logs', 'staging-migrate', 'prod-billing', 'alice']) {
      expect(ask('alice', name).effect).toBe('allow');
    }
    expect(ask('alice@company.example', 'staging-logs').effect).toBe('allow');
    expect(ask('dave@company.example', 'staging-logs').effect).toBe('deny');
    expect(ask('dave', 'staging').effect).toBe('deny');
  });

  test('have one deploy window open, with an end, and one shut, with an opening, at any time', () => {
    const year = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 366 * 86_400_000 }), (ms) => {
        const both = ['day-deploy', 'night-deploy'].map((name) => ask('alice', name, year + ms));
        const [open, shut] = both.sort((a, b) => a.effect.localeCompare(b.effect));
        expect([open?.effect, shut?.effect]).toEqual(['allow', 'deny']);
        expect(open?.until).toBeGreaterThan(year + ms);
        expect(shut?.nextChange).toEqual({ at: open?.until, effect: 'allow' });
      }),
    );
  });

  test('let alice break glass into prod, with a ticket, and dave nowhere', () => {
    const at = Date.now();
    const into = (user: string, profile: string) =>
      evaluateBreakglass(
        emergencies,
        { principal: principal(user), profile, roleArn: null, account: null },
        at,
      );
    expect(into('alice', 'prod')).toMatchObject({
      allowed: true,
      rule: { notify: 'best_effort', ticket: 'INC-*', maxDuration: 7200, closers: ['bob'] },
    });
    expect(into('alice', 'prod-org').allowed).toBe(false);
    expect(into('dave', 'prod').allowed).toBe(false);
  });
});

test('every IAM document of the world passes the check at the door', () => {
  const world = makeWorld((count) => randomBytes(count), Date.now());
  for (const account of world.accounts) {
    for (const scp of account.scps) checkDocument(scp, 'identity');
    for (const one of [...account.users, ...account.roles]) {
      for (const policy of Object.values(one.policies)) checkDocument(policy, 'identity');
    }
    for (const role of account.roles) checkDocument(role.trust, 'trust');
  }
  const ids = world.accounts.flatMap((one) => [...one.users, ...one.roles].map(({ id }) => id));
  expect(new Set(ids).size).toBe(ids.length);
});

describe('the home', () => {
  test.each(PEOPLE.map(({ name }) => name))(
    'of %s has the rows in order, and a config that loads',
    async (name) => {
      const { sandbox } = await openSandbox();
      const ctx = sandboxContext(baseContext(), { home: sandbox.home, url: sandbox.url, as: name });
      const { profiles } = await loadProfiles(ctx);
      expect(profiles.map((one) => one.name)).toEqual([...PROFILES.map((one) => one.name), name]);
      expect(profiles[0]).toMatchObject({ name: 'dev', base: { profile: name }, problem: null });
      expect(profiles.find((one) => one.name === 'dev-tools')).toMatchObject({
        roleArn: 'arn:aws:iam::111122223333:role/Developer',
        problem: null,
      });
      const called = (wanted: string) => profiles.find((one) => one.name === wanted);
      expect(called('analytics')).toMatchObject({ roleArn: null, base: { kind: 'sso' } });
      expect(called('staging-logs')).toMatchObject({
        roleArn: 'arn:aws:iam::222233334444:role/LogReader',
        base: {
          kind: 'sso',
          account: '111122223333',
          role: 'Engineer',
          start: { session: 'company', startUrl: `${sandbox.url}/start?as=${name}` },
        },
        problem: null,
      });
      expect(called('staging-migrate')?.hops.map((hop) => hop.roleArn)).toEqual([
        'arn:aws:iam::111122223333:role/Developer',
        'arn:aws:iam::222233334444:role/Migrator',
      ]);
      expect(called('prod-billing')).toMatchObject({
        mfaSerial: `arn:aws:iam::111122223333:mfa/${name}`,
        problem: null,
      });
      expect(profiles.at(-1)).toMatchObject({ roleArn: null, base: { kind: 'static' } });
      expect((await loadConfig(ctx)).policy).toBe('ssm:/sentinel/policies/default');
    },
  );

  test('has a past whose log is whole and agrees with the trail and with the policy', async () => {
    const { sandbox, store } = await openSandbox();
    const ctx = sandboxContext(baseContext(), {
      home: sandbox.home,
      url: sandbox.url,
      as: 'alice',
    });
    const lines = await readDecisions(ctx);
    expect((await verifyLog(ctx)).problems).toEqual([]);
    const events = store.db
      .prepare('select body from events')
      .all()
      .map((row) => JSON.parse(String(row['body'])));
    const issued = lines.filter((line) => line.event === 'issued');
    expect(issued.length).toBeGreaterThan(1);
    for (const line of issued) {
      expect(parseStamp(line.source_identity ?? '')).toMatchObject({ requestId: line.request_id });
      const used = events.filter((event) => event.userIdentity.accessKeyId === line.access_key_id);
      expect(used.length).toBeGreaterThan(0);
      for (const event of used) {
        expect(event.userIdentity.sessionContext.sourceIdentity).toBe(line.source_identity);
        expect(Math.abs(Date.parse(event.eventTime) - Date.parse(line.timestamp))).toBeLessThan(
          2000,
        );
      }
    }
    expect(events.some((event) => event.errorCode === 'AccessDenied')).toBe(true);
  });

  test.each(PAST)(
    'the past decision on $entry.profile is what the policy says',
    ({ person, entry }) => {
      const verdict = ask(person, entry.profile, Date.parse('2026-11-18T10:00:00Z'));
      expect(entry).toMatchObject({
        effect: verdict.effect,
        rule: verdict.rule,
        rule_index: verdict.ruleIndex,
        matched: verdict.matched,
        reason: verdict.reason,
      });
    },
  );
});
