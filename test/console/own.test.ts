import { expect, it } from 'vitest';
import { isMine, ownKey } from '../../src/console/own.ts';
import { reduce } from '../../src/console/reducer.ts';
import { liveSentences } from '../../src/console/still-live.ts';
import { play } from './helpers/play.ts';
import { event, FACTS, NIGHT, session } from './helpers/world.ts';

const sso = (role: string, hex: string, name = 'alice@company.example') =>
  `arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_${role}_${hex}/${name}`;

const ASKED = sso('Engineer', '0123456789abcdef');
/** As the gate makes it up for a role that was not asked about. */
const ASSUMED = sso('Analyst', '0'.repeat(16));
const REAL = sso('Analyst', 'fedcba9876543210');

it('knows a role of a sign-in whose 16 hex nobody has told', () => {
  const state = { facts: FACTS, own: new Set([ASKED, ASSUMED].map(ownKey)) };
  for (const arn of [FACTS.arn, ASKED, REAL]) expect(isMine(state, arn), arn).toBe(true);
  for (const arn of [
    sso('Analyst', 'fedcba9876543210', 'bob@company.example'),
    REAL.replace('111122223333', '222233334444'),
    sso('Administrator', 'fedcba9876543210'),
    'arn:aws:sts::111122223333:assumed-role/Analyst_fedcba9876543210/alice@company.example',
    'arn:aws:iam::111122223333:user/bob',
  ]) {
    expect(isMine(state, arn), arn).toBe(false);
  }
  expect(isMine({ ...state, facts: null }, FACTS.arn)).toBe(false);
});

it('what was issued through a sign-in is told on the way out, and what is a colleague’s is not', async () => {
  const { io, state } = await play({
    sessions: [
      session('1', { principalArn: REAL, profile: 'reports' }),
      session('2', { principalArn: sso('Analyst', 'fedcba9876543210', 'bob@company.example') }),
    ],
    events: [event({ invokerArn: REAL })],
  });
  io.store.dispatch({ type: 'own', arns: [ASSUMED] });
  // A later reading in which that sign-in does not answer takes nothing away.
  io.store.dispatch({ type: 'own', arns: [FACTS.arn] });
  const lines = liveSentences(state(), NIGHT);
  expect(lines[0]).toMatch(/^still live: reports until/);
  expect(lines[1]).toMatch(/^still open: break-glass eeeeeeeeeeeeeeee for prod/);
  expect(lines).toHaveLength(3);
  expect(reduce(state(), { type: 'own', arns: [] }).own.size).toBe(2);
});
