import { expect, it } from 'vitest';
import { headLines, table } from '../../src/console/plain.ts';
import { asJson } from '../../src/console/plain-json.ts';
import type { PreviewFacts, PreviewRow } from '../../src/gate/preview.ts';
import { parsePrincipal } from '../../src/identity/principal.ts';
import {
  COMPANY,
  HOUR,
  MINUTE,
  NIGHT,
  profile,
  profiles,
  signedOut,
  verdict,
} from './helpers/world.ts';

it('is one aligned line a profile, in words', () => {
  const lines = table(profiles(), NIGHT).trimEnd().split('\n');
  expect(lines).toHaveLength(10);
  expect(lines[0]).toMatch(/^VERDICT +PROFILE +ACCOUNT +ROLE +UNTIL\/FROM +RULE +WHY$/);
  expect(lines[1]).toMatch(
    /^allow +dev +111122223333 +Developer +- +dev-for-everyone +Development/,
  );
  expect(lines.find((line) => line.includes('day-deploy'))).toContain('from 10:00');
  const at = lines[0]?.indexOf('ACCOUNT') ?? 0;
  expect(lines[1]?.slice(at)).toMatch(/^111122223333/);
});

it('holds nothing that acts on a terminal, and no line of ten thousand characters', () => {
  const bad = `\u001b]52;c;aGk=\u0007\u202e${'x'.repeat(10_000)}`;
  const rows = [
    profile(bad, { account: '\u001b[2J', verdict: verdict({ rule: bad, reason: bad }) }),
    profile('b', { verdict: null, problem: { kind: 'error', text: bad, next: [] } }),
  ];
  const text = table(rows, NIGHT);
  expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  for (const line of text.split('\n')) expect(line.length).toBeLessThan(400);
});

const FACTS: PreviewFacts = {
  principal: parsePrincipal({
    arn: 'arn:aws:iam::111122223333:user/alice',
    account: '111122223333',
    userId: 'AIDAEXAMPLEALICE',
  }),
  source: 'static keys of [alice]',
  policy: {
    ref: 'ssm:/sentinel/policies/default',
    version: 3,
    sha256: 'a'.repeat(64),
    loadedAt: NIGHT,
    trustedPrincipals: [],
  },
  region: 'eu-central-1',
  endpoint: null,
  skew: 0,
  signIn: [
    { session: 'company', until: NIGHT + 8 * HOUR },
    { session: 'partners', until: null },
  ],
};

const ROW: PreviewRow = {
  profile: 'reports',
  roleArn: null,
  account: null,
  region: null,
  verdict: null,
  unstampable: null,
  assumed: false,
  problem: null,
};

it('marks an assumed identity and what needs a sign-in', () => {
  const text = table([profile('reports', { assumed: true }), signedOut('analytics')], NIGHT);
  expect(text).toMatch(/^~allow +reports/m);
  expect(text).toMatch(/^sign in +analytics .*You are not signed in to company\.$/m);
});

it('says beside the table what the header says', () => {
  expect(headLines({}, FACTS, NIGHT)).toEqual([
    'alice (user in 111122223333), policy ssm:/sentinel/policies/default v3, eu-central-1, company until 10:00, partners: signed out',
  ]);
  const odd = { ...FACTS, endpoint: 'http://127.0.0.1:4566', skew: -10 * MINUTE };
  expect(headLines({}, odd, NIGHT)).toEqual([
    expect.stringContaining('company until 09:50'),
    'endpoint override in use: http://127.0.0.1:4566',
    "this machine's clock is 10 min ahead of AWS; every time here is by AWS",
  ]);
  expect(headLines({}, null, NIGHT)).toEqual(['who you are is not known: the rows say why']);
});

it('gives programs the same: sign-ins, assumed identities, and what a row waits for', () => {
  const need = { kind: 'sso', start: COMPANY } as const;
  const problem = {
    code: 'error',
    kind: 'not_signed_in',
    message: 'You are not signed in to company.',
    next: [],
    need,
  } as const;
  const json = asJson({ ...FACTS, skew: 1800 }, [
    { ...ROW, assumed: true, verdict: verdict() },
    { ...ROW, profile: 'analytics', problem },
  ]);
  expect(json).toMatchObject({
    endpoint: null,
    clock_skew_seconds: 2,
    sign_in: [
      { session: 'company', until: '2026-11-18T10:00:00.000Z' },
      { session: 'partners', until: null },
    ],
    profiles: [
      { profile: 'reports', assumed: true, effect: 'allow', problem: null },
      {
        profile: 'analytics',
        assumed: false,
        problem: {
          kind: 'not_signed_in',
          sign_in: {
            session: 'company',
            start_url: 'https://company.awsapps.com/start',
            region: 'eu-central-1',
          },
        },
      },
    ],
  });
});
