import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findBreakglass, findSession } from '../../src/ledger/find.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import type { Ledger } from '../../src/ledger/types.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { emergency, session, T0 } from './samples.ts';

let ledger: Ledger;

beforeEach(async () => {
  ledger = await openSqliteLedger(join(tempDir(), 'ledger.db'), () => T0);
  await ledger.putSession(session({ id: 'abcd000000000001' }));
  await ledger.putSession(session({ id: 'abcd000000000002' }));
  await ledger.putSession(session({ id: 'beef000000000003' }));
  await ledger.openBreakglass(emergency({ id: 'cafe000000000004' }));
  return () => ledger.close();
});

test('a whole id, or the beginning of one', async () => {
  expect((await findSession(ledger, 'abcd000000000002')).id).toBe('abcd000000000002');
  expect((await findSession(ledger, 'beef')).id).toBe('beef000000000003');
  expect((await findBreakglass(ledger, 'cafe0')).id).toBe('cafe000000000004');
});

test('several, too short, none: a sentence each', async () => {
  await expect(findSession(ledger, 'abcd')).rejects.toMatchObject({
    kind: 'usage',
    message: 'Several sessions begin with abcd.',
    next: expect.arrayContaining(['abcd000000000001', 'abcd000000000002']),
  });
  await expect(findSession(ledger, 'bee')).rejects.toThrow('There is no session bee.');
  await expect(findBreakglass(ledger, '____')).rejects.toThrow(
    'There is no break-glass event ____.',
  );
});
