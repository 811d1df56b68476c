import { describe, expect, test } from 'vitest';
import {
  breakglassAt,
  breakglassEnd,
  breakglassGrants,
  changeBreakglass,
  OPENING_LIFE,
} from '../../src/ledger/breakglass-state.ts';
import { type BreakglassStatus, IllegalTransition } from '../../src/ledger/types.ts';
import { emergency, HOUR, T0 } from './samples.ts';

const STATUSES: BreakglassStatus[] = ['active', 'closed', 'expired'];
const TABLE: Record<BreakglassStatus, string> = { active: '=yy', closed: 'nnn', expired: 'nnn' };
const UNRECORDED = { logSeq: null, logHash: null };

describe('every cell of the transition table', () => {
  const cells = STATUSES.flatMap((from) =>
    STATUSES.map((to, i) => ({ from, to, says: TABLE[from][i] })),
  );
  test.each(cells)('$from -> $to: $says', ({ from, to, says }) => {
    const change = () => changeBreakglass(emergency({ status: from }), { status: to }, T0);
    if (says === 'n') expect(change).toThrow(IllegalTransition);
    else expect(change()).toEqual(emergency({ status: to, version: 2 }));
  });

  test.each(['closed', 'expired'] as const)('nothing of a %s event changes', (status) => {
    const change = () => changeBreakglass(emergency({ status }), { escalated: true }, T0);
    expect(change).toThrow(`a break-glass event that is ${status} no longer changes`);
  });
});

describe('the clock', () => {
  test('ends an event with its last millisecond', () => {
    expect(breakglassAt(emergency(), T0 + HOUR - 1).status).toBe('active');
    expect(breakglassAt(emergency(), T0 + HOUR).status).toBe('expired');
    expect(breakglassAt(emergency({ status: 'closed' }), T0 + HOUR).status).toBe('closed');
  });

  test('an event that never reached the log is soon out of the way', () => {
    expect(breakglassEnd(emergency(UNRECORDED))).toBe(T0 + OPENING_LIFE);
    expect(breakglassEnd(emergency({ ...UNRECORDED, expiresAt: T0 + 1000 }))).toBe(T0 + 1000);
  });

  test('a change of something else writes the expiry down', () => {
    const next = changeBreakglass(emergency(), { escalated: true }, T0 + HOUR);
    expect(next).toMatchObject({ status: 'expired', escalated: true, version: 2 });
  });
});

describe('grants', () => {
  test.each([
    ['active and in the log', {}, T0, true],
    ['not in the log', UNRECORDED, T0, false],
    ['half in the log', { logHash: null }, T0, false],
    ['over', {}, T0 + HOUR, false],
    ['closed', { status: 'closed' }, T0, false],
    ['expired', { status: 'expired' }, T0, false],
  ] as const)('%s', (_, changes, now, grants) => {
    expect(breakglassGrants(emergency(changes), now)).toBe(grants);
  });
});

test.each([
  'id',
  'requestId',
  'invoker',
  'invokerArn',
  'profile',
  'roleArn',
  'account',
  'reasonCode',
  'justification',
  'ticket',
  'rule',
  'duration',
  'createdAt',
  'expiresAt',
  'version',
])('%s never changes', (member) => {
  const changes = { [member]: 'other' };
  expect(() => changeBreakglass(emergency(), changes, T0)).toThrow(`${member} never changes`);
});
