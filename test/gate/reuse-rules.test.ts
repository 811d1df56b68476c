/** Each thing that keeps a session from being handed out again, by itself: any one is enough. */
import { describe, expect, it } from 'vitest';
import { type KeptSession, sessionKey } from '../../src/gate/kept-session.ts';
import { lifeLeft } from '../../src/gate/life-left.ts';
import { rowFits, stillGood } from '../../src/gate/reuse.ts';
import type { Run } from '../../src/gate/run.ts';
import type { SessionRow } from '../../src/ledger/types.ts';
import { prepare } from '../../src/policy/evaluate.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;
const ROLE = 'arn:aws:iam::111122223333:role/Developer';
const ALICE = 'arn:aws:iam::111122223333:user/alice';

const hours = (start: string, end: string) =>
  parseAccessPolicy(
    `version: "1"\ntimezone: UTC\nrules:\n  - {name: day, effect: allow, conditions: {time: {hours: {start: "${start}", end: "${end}"}}}}\n`,
    'file:x',
  );
const policy = await hours('09:00', '18:00');
const evening = await hours('18:00', '23:00');
const principal = {
  arn: ALICE,
  account: '111122223333',
  partition: 'aws',
  type: 'user',
  role: null,
  rawName: 'alice',
  userId: 'AIDA',
} as const;

const kept: KeptSession = {
  credentials: {
    accessKeyId: 'ASIA',
    secretAccessKey: 's',
    sessionToken: 't',
    expiration: NOW + 40 * MINUTE,
  },
  sessionId: '0123456789abcdef',
  region: 'eu-central-1',
};
const row = {
  id: kept.sessionId,
  status: 'active',
  kind: 'static',
  accessKeyId: 'ASIA',
  credentialsExpireAt: kept.credentials.expiration,
  sourceIdentity: 'sentinel=alice=direct=0a1b2c3d',
  principalArn: ALICE,
  profile: 'dev',
  roleArn: ROLE,
  mode: 'cli',
  grant: 'direct',
  startedAt: NOW - 20 * MINUTE,
} as unknown as SessionRow;

interface Parts {
  request: Record<string, unknown>;
  decided: Record<string, unknown>;
  seen: Record<string, unknown>;
}

/** A run that the row above fits, with what a test changes in it. */
function runWith(change: (parts: Parts) => void = () => {}): Run {
  const parts: Parts = {
    request: { mode: 'cli' },
    decided: {
      grant: { kind: 'direct', ends: NOW + 6 * 60 * MINUTE },
      lifetime: { capped: 3600, endsBy: null },
      unstamped: false,
      sessionName: 'alice',
    },
    seen: {
      assessment: { principal, roleArn: ROLE, access: { ref: 'file:x', sha256: 'aa' } },
      profile: { name: 'dev', hops: [{ roleArn: ROLE, externalId: null }], mfaSerial: null },
      reader: { regions: { names: ['eu-central-1'] } },
      reach: { place: '' },
      cache: {},
      prepared: prepare(policy),
      asked: { principal, profile: 'dev', roleArn: ROLE, account: '111122223333', mode: 'cli' },
    },
  };
  change(parts);
  return parts as unknown as Run;
}

describe('the row', () => {
  it('fits as it is', () => {
    expect(rowFits(runWith(), kept, row)).toBe(true);
  });

  it.each<[string, Partial<SessionRow>]>([
    ['issuing', { status: 'issuing' }],
    ['ended', { status: 'ended' }],
    ['revoked', { status: 'revoked' }],
    ['expired', { status: 'expired' }],
    ['served', { kind: 'served' }],
    ['of other keys', { accessKeyId: 'ASIB' }],
    ['of no keys', { accessKeyId: null }],
    ['of another end', { credentialsExpireAt: NOW }],
    ['without a stamp', { sourceIdentity: null }],
    ['of another principal', { principalArn: 'arn:aws:iam::111122223333:user/bob' }],
    ['of another profile', { profile: 'prod' }],
    ['of another role', { roleArn: 'arn:aws:iam::111122223333:role/Other' }],
    ['of another mode', { mode: 'credential_process' }],
    ['of an emergency', { grant: 'breakglass:0123456789abcdef' }],
    ['of an approval', { grant: 'request:0123456789abcdef' }],
  ])('does not when it is %s', (_, change) => {
    expect(rowFits(runWith(), kept, { ...row, ...change })).toBe(false);
  });

  it('of a direct grant does not fit an emergency, nor another event’s', () => {
    const under = (id: string) =>
      runWith(({ decided }) => {
        decided['grant'] = { kind: 'breakglass', ends: NOW + 60 * MINUTE, event: { id } };
      });
    expect(rowFits(under('a'), kept, row)).toBe(false);
    expect(rowFits(under('a'), kept, { ...row, grant: 'breakglass:a' })).toBe(true);
    expect(rowFits(under('b'), kept, { ...row, grant: 'breakglass:a' })).toBe(false);
  });
});

describe('the credentials', () => {
  it('are good as they are', () => {
    expect(stillGood(runWith(), kept, row, NOW)).toBe(true);
  });

  it.each<[string, (parts: Parts) => void, number]>([
    [
      'policy does not allow at this time',
      ({ seen }) => {
        seen['prepared'] = prepare(evening);
      },
      NOW,
    ],
    [
      'the grant has ended',
      ({ decided }) => {
        decided['grant'] = { kind: 'breakglass', ends: NOW - 1, event: { id: 'a' } };
      },
      NOW,
    ],
    [
      'they would outlive the grant as decided now',
      ({ decided }) => {
        decided['grant'] = { kind: 'direct', ends: NOW + 39 * MINUTE };
      },
      NOW,
    ],
    [
      'they live longer than policy would give now',
      ({ decided }) => {
        decided['lifetime'] = { capped: 900, endsBy: null };
      },
      NOW,
    ],
    [
      'they end sooner than is asked for',
      ({ request }) => {
        request['minTtl'] = 41 * 60;
      },
      NOW,
    ],
    ['too little of their life is left', () => {}, NOW + 26 * MINUTE],
    ['they have ended', () => {}, NOW + 41 * MINUTE],
    ['nobody knows the time', () => {}, Number.NaN],
  ])('are not when %s', (_, change, now) => {
    expect(stillGood(runWith(change), kept, row, now)).toBe(false);
  });
});

describe('lifeLeft', () => {
  it.each([
    [60, 15, true],
    [60, 14, false],
    [20, 5, true],
    [20, 4, false],
    [720, 15, true],
    [60, 0, false],
    [60, -5, false],
  ])('of %i min with %i left: %s', (life, left, good) => {
    const until = NOW + left * MINUTE;
    expect(lifeLeft({ from: until - life * MINUTE, until }, NOW)).toBe(good);
  });

  it('is none where a time is missing', () => {
    const until = NOW + 60 * MINUTE;
    expect(lifeLeft({ from: Number.NaN, until }, NOW)).toBe(false);
    expect(lifeLeft({ from: NOW, until: Number.NaN }, NOW)).toBe(false);
  });
});

describe('the key', () => {
  const key = (change?: (parts: Parts) => void) => sessionKey(runWith(change));
  const set = (where: keyof Parts, name: string, value: unknown) => (parts: Parts) => {
    parts[where][name] = value;
  };
  const { profile, assessment } = runWith().seen;

  it('is the same for the same, and tells nothing', () => {
    expect(key()).toBe(key());
    expect(key()).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each<[string, (parts: Parts) => void]>([
    [
      'principal',
      set('seen', 'assessment', { ...assessment, principal: { ...principal, arn: 'x' } }),
    ],
    ['stamp user', set('decided', 'sessionName', 'bob')],
    ['profile', set('seen', 'profile', { ...profile, name: 'dev2' })],
    [
      'role',
      set('seen', 'profile', { ...profile, hops: [{ roleArn: `${ROLE}2`, externalId: null }] }),
    ],
    [
      'external id',
      set('seen', 'profile', { ...profile, hops: [{ roleArn: ROLE, externalId: 'x' }] }),
    ],
    ['hops', set('seen', 'profile', { ...profile, hops: [...profile.hops, ...profile.hops] })],
    ['MFA device', set('seen', 'profile', { ...profile, mfaSerial: 'x' })],
    ['grant', set('decided', 'grant', { kind: 'breakglass', ends: NOW + 1, event: { id: 'a' } })],
    ['mode', set('request', 'mode', 'credential_process')],
    ['duration', set('decided', 'lifetime', { capped: 1800, endsBy: null })],
    ['session policy', set('decided', 'lifetime', { capped: 3600, endsBy: NOW + 1 })],
    ['endpoints', set('seen', 'reach', { place: 'sts http://127.0.0.1:1' })],
    ['regions', set('seen', 'reader', { regions: { names: ['us-east-1', 'eu-central-1'] } })],
    [
      'policy',
      set('seen', 'assessment', { ...assessment, access: { ref: 'file:x', sha256: 'bb' } }),
    ],
    [
      'policy reference',
      set('seen', 'assessment', { ...assessment, access: { ref: 'file:y', sha256: 'aa' } }),
    ],
  ])('is another for another %s', (_, change) => {
    expect(key(change)).not.toBe(key());
  });

  it('tells the end of one grant from that of another', () => {
    const ends = (at: number) => (parts: Parts) => {
      parts.decided['grant'] = { kind: 'direct', ends: at };
      parts.decided['lifetime'] = { capped: 3600, endsBy: at };
    };
    expect(key(ends(NOW + MINUTE))).not.toBe(key(ends(NOW + 2 * MINUTE)));
  });

  it('is none without a cache, and for what carries no stamp', () => {
    expect(key(set('seen', 'cache', null))).toBeNull();
    expect(key(set('decided', 'unstamped', true))).toBeNull();
  });
});
