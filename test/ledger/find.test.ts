import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { findBreakglass } from '../../src/ledger/find.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import type { Ledger } from '../../src/ledger/types.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { emergency, T0 } from './samples.ts';

let ledger: Ledger;

beforeEach(async () => {
  ledger = await openSqliteLedger(join(tempDir(), 'ledger.db'), () => T0);
  await ledger.openBreakglass(emergency({ id: 'abcd000000000001', profile: 'one' }));
  await ledger.openBreakglass(emergency({ id: 'abcd000000000002', profile: 'two' }));
  await ledger.openBreakglass(emergency({ id: 'cafe000000000004' }));
  return () => ledger.close();
});

test('a whole id, or the beginning of one', async () => {
  expect((await findBreakglass(ledger, 'abcd000000000002')).id).toBe('abcd000000000002');
  expect((await findBreakglass(ledger, 'cafe0')).id).toBe('cafe000000000004');
});

test('several, too short, none: a sentence each', async () => {
  await expect(findBreakglass(ledger, 'abcd')).rejects.toMatchObject({
    kind: 'usage',
    message: 'Several break-glass events begin with abcd.',
    next: expect.arrayContaining(['abcd000000000001', 'abcd000000000002']),
  });
  for (const none of ['caf', '____', '%%%%']) {
    await expect(findBreakglass(ledger, none)).rejects.toThrow(`no break-glass event ${none}.`);
  }
});
