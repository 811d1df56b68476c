/** Whose sessions are counted, and whose are shown. */
import { describe, expect, it } from 'vitest';
import { initialState } from '../../../src/console/reducer.ts';
import type { State } from '../../../src/console/state.ts';
import { allDetails } from '../../../src/console/view/details.ts';
import { listLines } from '../../../src/console/view/list.ts';
import { sessionsLines } from '../../../src/console/view/sessions.ts';
import { isLive, live } from '../../../src/console/visible-times.ts';
import { play, UI } from '../helpers/play.ts';
import { NIGHT, session } from '../helpers/world.ts';

const BOB = { user: 'bob', principalArn: 'arn:aws:iam::111122223333:user/bob' };
const MINE = session('1');
const HIS = session('2', { ...BOB, profile: 'staging', sourceIdentity: 'sentinel=bob=direct=0' });

describe.each([
  [60, 24],
  [80, 24],
  [120, 40],
])('a ledger that others share, at %ix%i', (columns, rows) => {
  const at = async (sessions: State['records']['sessions']) =>
    (await play({ sessions: [...sessions] }, { columns, rows })).state();

  it('shows whose a session is where there are others', async () => {
    const state = { ...(await at([HIS, MINE])), view: 'sessions' as const };
    const [head = '', his = '', mine = ''] = sessionsLines(state, UI);
    const who = head.indexOf('WHO');
    expect(his.slice(who).startsWith('bob ')).toBe(true);
    expect(mine.slice(who).startsWith('alice ')).toBe(true);
    for (const line of sessionsLines(state, UI)) expect(line.length).toBeLessThanOrEqual(columns);
  });

  it('spends no column on it where all are ours', async () => {
    const state = { ...(await at([MINE])), view: 'sessions' as const };
    expect(sessionsLines(state, UI)[0]).not.toContain('WHO');
  });

  it('counts only our own as live', async () => {
    const state = await at([HIS, MINE]);
    const rows = listLines(state, UI);
    expect(rows.find((row) => row.includes(' dev '))).toContain('50m');
    expect(rows.find((row) => / staging\b/.test(row))).not.toContain('50m');
  });
});

it('the details name no session of another', async () => {
  const his = session('2', { ...BOB, sourceIdentity: 'sentinel=bob=direct=0' });
  const { state } = await play({ sessions: [his, MINE] });
  const text = allDetails(state(), UI).join('\n');
  expect(text).toContain('50 min left');
  expect(text).not.toContain('bob');
});

it('none is ours until AWS has said who we are', () => {
  const state = initialState({ columns: 80, rows: 24 }, NIGHT);
  const records = { ...state.records, sessions: [MINE] };
  expect(isLive(MINE, NIGHT)).toBe(true);
  expect(live({ ...state, records }, NIGHT)).toEqual([]);
});
