/** Killed between any two steps, an emergency leaves no access that is not on record. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readDecisions } from '../../src/audit/read.ts';
import { verifyLog } from '../../src/audit/verify.ts';
import { openBreakglass } from '../../src/breakglass/open.ts';
import { grantFor } from '../../src/gate/grant.ts';
import { OPENING_LIFE } from '../../src/ledger/breakglass-state.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { runScript, source, startScript } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { assessment, context, FORM, policyState, T0 } from './samples.ts';

/** Opens an emergency in a process that kills itself before or after one of the steps. */
const OPENER = `
  import { openBreakglass } from ${JSON.stringify(source('breakglass/open.ts'))};
  import { openLedger } from ${JSON.stringify(source('ledger/open.ts'))};
  import { openDecisionLog } from ${JSON.stringify(source('audit/log.ts'))};
  import { assessment, context, FORM, policyState } from ${JSON.stringify(new URL('./samples.ts', import.meta.url).href)};
  const [, folder, where] = process.argv;
  const ctx = context(folder);
  const dieAround = (name, work) => async (...args) => {
    if (where === 'before ' + name) process.kill(process.pid, 'SIGKILL');
    const result = await work(...args);
    if (where === 'after ' + name) process.kill(process.pid, 'SIGKILL');
    return result;
  };
  const ledger = await openLedger(ctx);
  const log = openDecisionLog(ctx);
  const parts = {
    state: await policyState(),
    ledger: {
      ...ledger,
      openBreakglass: dieAround('event', ledger.openBreakglass),
      updateBreakglass: dieAround('record', ledger.updateBreakglass),
    },
    log: { append: dieAround('log', log.append) },
  };
  const assessed = await assessment();
  console.log('ready');
  const event = await openBreakglass(ctx, assessed, FORM, parts);
  console.log('opened ' + event.id);`;

/** Whatever grants is in the log; whatever does not is soon out of the way. */
async function checkAftermath(state: string): Promise<boolean> {
  const ctx = context(state);
  const ledger = await openLedger(ctx);
  try {
    const assessed = await assessment();
    const fits = {
      principalArn: assessed.principal.arn,
      profile: 'prod',
      roleArn: assessed.roleArn,
      account: assessed.account,
    };
    const granting = (await ledger.listBreakglass({})).filter(
      (event) => grantFor(assessed.verdict, event, fits, T0) !== null,
    );
    const invoked = (await readDecisions(ctx)).filter(
      (line) => line.event === 'breakglass.invoked',
    );
    for (const event of granting) {
      expect(invoked.map((line) => line.breakglass_event_id)).toContain(event.id);
    }
    expect(await verifyLog(ctx)).toMatchObject({ ok: true });
    if (granting.length === 0) {
      const later = context(state, () => T0 + OPENING_LIFE);
      const again = await openBreakglass(later, assessed, FORM, { state: await policyState() });
      expect(again.status).toBe('active');
    }
    return granting.length > 0;
  } finally {
    ledger.close();
  }
}

test.each([
  ['before event', false],
  ['after event', false],
  ['before log', false],
  ['after log', false],
  ['before record', false],
  ['after record', true],
])('killed %s', async (where, grants) => {
  const state = join(tempDir(), 'state');
  const end = await runScript(OPENER, [state, where]);
  expect([end.signal, end.stdout, end.stderr]).toEqual(['SIGKILL', 'ready\n', '']);
  expect(await checkAftermath(state)).toBe(grants);
});

test('killed at any moment', { timeout: 60_000 }, async () => {
  for (let round = 0; round < 15; round++) {
    const state = join(tempDir(), 'state');
    const opener = startScript(OPENER, [state, '']);
    await opener.said('ready');
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 12));
    opener.child.kill('SIGKILL');
    const opened = (await opener.ended).stdout.includes('opened');
    const grants = await checkAftermath(state);
    if (opened) expect(grants).toBe(true);
  }
});
