import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import { allSessions, sessionAround } from '../../src/prompt/sessions.ts';
import { contextPaths } from '../../src/sandbox/home.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { HOUR, MINUTE, session, T0 } from '../ledger/samples.ts';

describe('sessionAround', () => {
  test.each([
    [{}, null],
    [{ SENTINEL_EXPIRES_AT: '2026-11-20T02:00:00Z' }, null],
    [{ SENTINEL_PROFILE: 'prod' }, { profile: 'prod', id: '', endsAt: null }],
    [
      { SENTINEL_PROFILE: 'prod', SENTINEL_EXPIRES_AT: 'soon' },
      { profile: 'prod', id: '', endsAt: null },
    ],
    [
      {
        SENTINEL_PROFILE: 'prod',
        SENTINEL_EXPIRES_AT: '2026-11-20T02:00:00Z',
        SENTINEL_SESSION_ID: 'a1',
      },
      { profile: 'prod', id: 'a1', endsAt: T0 },
    ],
  ])('%j', (env, found) => expect(sessionAround(env)).toEqual(found));
});

describe('allSessions', () => {
  test('this one first, then the newest of the ledger, each profile once by what lives longest', async () => {
    const ctx = {
      env: {},
      clock: { now: () => T0 + 10 * MINUTE },
      paths: contextPaths(tempDir(), 'alice'),
    };
    expect(allSessions(ctx)).toEqual([]);
    const ledger = await openSqliteLedger(join(ctx.paths.state, 'ledger.db'), () => T0);
    const put = (
      id: number,
      profile: string,
      minute: number,
      end: number,
      status = 'active' as const,
    ) =>
      ledger.putSession(
        session({
          id: String(id).padStart(16, '0'),
          profile,
          status,
          startedAt: T0 + minute * MINUTE,
          credentialsExpireAt: T0 + end,
        }),
      );
    await put(1, 'dev', 0, HOUR);
    await put(2, 'dev', 3, HOUR / 2);
    await put(3, 'prod', 1, HOUR);
    await put(4, 'over', 1, 5 * MINUTE);
    await put(5, 'staging', 2, HOUR);
    const row = await ledger.getSession('0000000000000005');
    if (row) await ledger.updateSession(row, { status: 'revoked' });
    const shown = () => allSessions(ctx).map(({ profile, id }) => [profile, id.slice(-1)]);
    expect(shown()).toEqual([
      ['dev', '1'],
      ['prod', '3'],
    ]);
    ctx.env = { SENTINEL_PROFILE: 'prod', SENTINEL_SESSION_ID: 'own' };
    expect(shown()).toEqual([
      ['prod', 'n'],
      ['dev', '1'],
    ]);
    ledger.close();
    expect(shown()).toEqual([
      ['prod', 'n'],
      ['dev', '1'],
    ]);
  });
});
