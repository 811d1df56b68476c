import { describe, expect, test } from 'vitest';
import {
  changeSession,
  ISSUING_LIFE,
  sessionAt,
  sessionEnd,
} from '../../src/ledger/session-state.ts';
import { IllegalTransition, type SessionStatus } from '../../src/ledger/types.ts';
import { HOUR, MINUTE, session, T0 } from './samples.ts';

const STATUSES: SessionStatus[] = ['issuing', 'active', 'ended', 'revoked', 'expired'];

/** What may become what: the rows are from, the columns to, in the order of STATUSES. */
const TABLE: Record<SessionStatus, string> = {
  issuing: '=yyyy',
  active: 'n=yyy',
  ended: 'nnnnn',
  revoked: 'nnnnn',
  expired: 'nnnnn',
};

describe('every cell of the transition table', () => {
  const cells = STATUSES.flatMap((from) =>
    STATUSES.map((to, i) => ({ from, to, says: TABLE[from][i] })),
  );
  test.each(cells)('$from -> $to: $says', ({ from, to, says }) => {
    const change = () => changeSession(session({ status: from }), { status: to }, T0);
    if (says === 'n') expect(change).toThrow(IllegalTransition);
    else expect(change()).toEqual(session({ status: to, version: 2 }));
  });
});

describe('the clock', () => {
  test.each([
    ['issuing: a minute', { status: 'issuing' }, T0 + ISSUING_LIFE],
    ['static: with its credentials', { status: 'active' }, T0 + HOUR],
    [
      'static: with a window that ends first',
      { status: 'active', windowEndsAt: T0 + MINUTE },
      T0 + MINUTE,
    ],
    [
      'static: not with a window that ends later',
      { status: 'active', windowEndsAt: T0 + 2 * HOUR },
      T0 + HOUR,
    ],
    [
      'served: with its window',
      { status: 'active', kind: 'served', windowEndsAt: T0 + 2 * HOUR },
      T0 + 2 * HOUR,
    ],
    [
      'served without a window: with its credentials',
      { status: 'active', kind: 'served' },
      T0 + HOUR,
    ],
    ['nothing known: never', { status: 'active', credentialsExpireAt: null }, null],
  ] as const)('ends %s', (_, changes, end) => {
    expect(sessionEnd(session(changes))).toBe(end);
  });

  test('an active session reads expired from its last millisecond on', () => {
    const row = session({ status: 'active' });
    expect(sessionAt(row, T0 + HOUR - 1).status).toBe('active');
    expect(sessionAt(row, T0 + HOUR).status).toBe('expired');
  });

  test.each(['ended', 'revoked', 'expired'] as const)('%s stays what it is', (status) => {
    expect(sessionAt(session({ status }), T0 + 9 * HOUR).status).toBe(status);
  });

  test('a change of something else writes the expiry down', () => {
    const next = changeSession(session({ status: 'active' }), { requestCount: 3 }, T0 + HOUR);
    expect(next).toMatchObject({ status: 'expired', requestCount: 3, version: 2 });
  });

  test('renewing the credentials keeps it active', () => {
    const changes = { credentialsExpireAt: T0 + 3 * HOUR };
    expect(changeSession(session({ status: 'active' }), changes, T0 + HOUR).status).toBe('active');
  });

  test('a wrong clock does not keep a session from being revoked or ended', () => {
    for (const status of ['revoked', 'ended'] as const) {
      expect(changeSession(session({ status: 'active' }), { status }, T0 + 14 * HOUR).status).toBe(
        status,
      );
    }
  });
});

test.each([
  'id',
  'user',
  'principalArn',
  'profile',
  'roleArn',
  'mode',
  'sourceIdentity',
  'requestId',
  'kind',
  'startedAt',
  'grant',
  'version',
])('%s never changes', (member) => {
  const changes = { [member]: 'other' };
  expect(() => changeSession(session({ status: 'active' }), changes, T0)).toThrow(
    `${member} never changes`,
  );
});
