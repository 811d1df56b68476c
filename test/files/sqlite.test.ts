import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isBusy, openDatabase, SQLITE, sqliteCode } from '../../src/files/sqlite.ts';
import { runScript, source } from '../helpers/script.ts';
import { tempDir } from '../helpers/temp-dir.ts';

test('a new database is for its owner alone', () => {
  const path = join(tempDir(), 'db');
  openDatabase(path).close();
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('tells busy from other refusals', () => {
  const path = join(tempDir(), 'db');
  const one = openDatabase(path);
  const two = openDatabase(path);
  one.exec('create table t (a primary key); insert into t values (1); begin immediate');
  const busy = thrown(() => two.exec('begin immediate'));
  expect(isBusy(busy)).toBe(true);
  const twice = thrown(() => one.exec('insert into t values (1)'));
  expect([isBusy(twice), sqliteCode(twice)]).toEqual([false, SQLITE.constraint]);
  expect(sqliteCode(new Error('other'))).toBe(null);
  one.close();
  two.close();
});

test('loading it says nothing on the terminal, and other warnings still come', async () => {
  const end = await runScript(
    `import { openDatabase } from ${JSON.stringify(source('files/sqlite.ts'))};
    openDatabase(process.argv[1]).close();
    process.emitWarning('still heard');`,
    [join(tempDir(), 'db')],
  );
  expect(end.stderr).not.toMatch(/SQLite|Experimental/);
  expect(end.stderr).toContain('still heard');
});

function thrown(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
