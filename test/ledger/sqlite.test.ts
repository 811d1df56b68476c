import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/files/sqlite.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/engine.ts';
import { runScript, source, startScript } from '../helpers/script.ts';
import { smallDisk } from '../helpers/small-disk.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { ledgerConformance } from './conformance.ts';
import { HOUR, session, T0 } from './samples.ts';

ledgerConformance('SQLite', async () => {
  const path = join(tempDir(), 'ledger.db');
  return { open: (now) => openSqliteLedger(path, now) };
});

const ENGINE = JSON.stringify(source('ledger/sqlite/engine.ts'));
const SAMPLES = JSON.stringify(new URL('./samples.ts', import.meta.url).href);
const now = () => T0;

test('lies in the state folder, for its owner alone', async () => {
  const state = join(tempDir(), 'state');
  const paths = {
    config: '',
    state,
    cache: '',
    runtime: '',
    awsConfig: '',
    awsCredentials: '',
    ssoCache: '',
    systemConfig: null,
  };
  const ledger = await openLedger({ paths, clock: { now: () => T0 + HOUR } });
  await ledger.putSession(session({ status: 'active' }));
  expect((await ledger.getSession(session().id))?.status).toBe('expired');
  const modes = readdirSync(state).map((name) => statSync(join(state, name)).mode & 0o777);
  expect(modes.length).toBeGreaterThan(0);
  expect(new Set(modes)).toEqual(new Set([0o600]));
  expect(statSync(state).mode & 0o777).toBe(0o700);
  ledger.close();
});

test('times are UTC text of fixed width, and every commit is synced', async () => {
  const path = join(tempDir(), 'ledger.db');
  const ledger = await openSqliteLedger(path, now);
  await ledger.putSession(session());
  ledger.close();
  const database = openDatabase(path);
  const row = database.prepare('select started_at, credentials_expire_at from sessions').get();
  expect({ ...row }).toEqual({
    started_at: '2026-11-20T02:00:00.000Z',
    credentials_expire_at: '2026-11-20T03:00:00.000Z',
  });
  expect({ ...database.prepare('pragma journal_mode').get() }).toEqual({ journal_mode: 'wal' });
  database.close();
});

describe('several processes', () => {
  test('that open a new ledger at once all get in, and every row is there', async () => {
    const path = join(tempDir(), 'ledger.db');
    const script = `
      import { openSqliteLedger } from ${ENGINE};
      import { session } from ${SAMPLES};
      const [, path, mine] = process.argv;
      const ledger = await openSqliteLedger(path, () => ${T0});
      for (let i = 0; i < 25; i++) await ledger.putSession(session({ id: mine + String(i).padStart(14, '0') }));
      ledger.close();`;
    const ends = await Promise.all(
      Array.from({ length: 8 }, (_, i) => runScript(script, [path, `a${i}`])),
    );
    expect(ends.map((end) => end.stderr).join('')).toBe('');
    const ledger = await openSqliteLedger(path, now);
    expect(await ledger.listSessions({})).toHaveLength(200);
    ledger.close();
  });

  test('that race for one emergency and one version: one wins each', async () => {
    const path = join(tempDir(), 'ledger.db');
    const script = `
      import { openSqliteLedger } from ${ENGINE};
      import { emergency, session } from ${SAMPLES};
      const [, path, mine] = process.argv;
      const ledger = await openSqliteLedger(path, () => ${T0});
      await ledger.putSession(session()).catch(() => {});
      console.log('ready');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      for (const work of [
        () => ledger.openBreakglass(emergency({ id: mine.repeat(16) })),
        () => ledger.updateSession(session(), { status: 'active', pid: parseInt(mine, 16) }),
      ]) console.log(await work().then(() => 'won', (error) => error.name));
      process.exit();`;
    const racers = Array.from({ length: 8 }, (_, i) => startScript(script, [path, i.toString(16)]));
    await Promise.all(racers.map((racer) => racer.said('ready')));
    for (const racer of racers) racer.child.stdin?.write('go\n');
    const lines = (await Promise.all(racers.map((racer) => racer.ended))).map((end) =>
      end.stdout.trim().split('\n'),
    );
    for (const step of [1, 2]) {
      const said = lines.map((line) => line[step]).sort();
      expect(said).toEqual([...Array(7).fill('LedgerConflict'), 'won']);
    }
  });

  test('one that is killed while writing leaves a ledger that holds all it was told', async () => {
    const path = join(tempDir(), 'ledger.db');
    const writer = startScript(
      `import { openSqliteLedger } from ${ENGINE};
      import { session } from ${SAMPLES};
      const ledger = await openSqliteLedger(process.argv[1], () => ${T0});
      for (let i = 0; ; i++) {
        await ledger.putSession(session({ id: String(i).padStart(16, '0') }));
        process.stdout.write(i + '\\n');
      }`,
      [path],
    );
    await writer.said('\n40\n');
    writer.child.kill('SIGKILL');
    const told = (await writer.ended).stdout.trim().split('\n').length;
    const ledger = await openSqliteLedger(path, now);
    expect((await ledger.listSessions({})).length).toBeGreaterThanOrEqual(told);
    await ledger.putSession(session({ id: 'f'.repeat(16) }));
    ledger.close();
  });
});

describe('says what is wrong with the file', () => {
  test('of a newer version', async () => {
    const path = join(tempDir(), 'ledger.db');
    const database = openDatabase(path);
    database.exec('pragma user_version = 99');
    database.close();
    await expect(openSqliteLedger(path, now)).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('version 99'),
      next: [expect.stringContaining('Update Sentinel')],
    });
  });

  test('that is no database', async () => {
    const path = join(tempDir(), 'ledger.db');
    writeFileSync(path, 'This is a shopping list, not a database, and long enough.\n'.repeat(20));
    await expect(openSqliteLedger(path, now)).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('is damaged'),
    });
    expect(readFileSync(path, 'utf8')).toContain('shopping list');
  });

  test('that another process keeps locked', async () => {
    const path = join(tempDir(), 'ledger.db');
    (await openSqliteLedger(path, now)).close();
    const holder = openDatabase(path);
    holder.exec('begin immediate');
    const ledger = await openSqliteLedger(path, now);
    const late = ledger.putSession(session());
    await new Promise((resolve) => setTimeout(resolve, 150));
    holder.exec('commit');
    await late; // It waited, without an error.
    holder.close();
    ledger.close();
  });

  test('where the disk is full', async (context) => {
    const ledger = await openSqliteLedger(join(smallDisk(context, '160k'), 'ledger.db'), now);
    onTestFinished(() => ledger.close());
    const fill = async () => {
      for (let i = 0; i < 500; i++) {
        const id = String(i).padStart(16, '0');
        await ledger.putSession(session({ id, user: 'u'.repeat(2000) }));
      }
    };
    await expect(fill()).rejects.toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('full'),
    });
    const kept = await ledger.listSessions({});
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every((row) => row.user.length === 2000)).toBe(true);
  });
});
