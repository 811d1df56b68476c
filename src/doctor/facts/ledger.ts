/** The ledger's file, looked at without making or upgrading anything. */
import type { Context } from '../../context.ts';
import { isBusy, openDatabase, SQLITE, sqliteCode } from '../../files/sqlite.ts';
import { ledgerPath } from '../../ledger/path.ts';
import { lookAt } from '../look.ts';

export type LedgerFact =
  | { readonly state: 'absent' | 'busy' | 'damaged' }
  | { readonly state: 'unusable'; readonly why: string }
  | {
      readonly state: 'sound';
      readonly sessions: number;
      /** The log's highest line that a row remembers; null: none does. */
      readonly lastSeq: number | null;
      /** The version of its tables. */
      readonly version: number;
    };

/** Larger files are not looked through. */
const MOST_BYTES = 64 * 1024 * 1024;

export function ledgerFact(ctx: Pick<Context, 'paths'>): LedgerFact {
  const path = ledgerPath(ctx);
  const found = lookAt(path, true);
  if (!found) return { state: 'absent' };
  if (found.kind !== 'file') return { state: 'unusable', why: 'it is no file' };
  let database: ReturnType<typeof openDatabase> | undefined;
  try {
    database = openDatabase(path);
    const opened = database;
    const one = (sql: string) => Object.values(opened.prepare(sql).get() ?? {})[0];
    database.exec('pragma busy_timeout = 200');
    const version = Number(one('pragma user_version'));
    // A file that was only just made; its first use makes its tables.
    if (version === 0) return { state: 'sound', sessions: 0, lastSeq: null, version };
    if (found.size <= MOST_BYTES && one('pragma quick_check(1)') !== 'ok') {
      return { state: 'damaged' };
    }
    const last = one(
      'select max(seq) from (select max(log_seq) as seq from sessions union select max(log_seq) from breakglass)',
    );
    return {
      state: 'sound',
      sessions: Number(one('select count(*) from sessions')),
      lastSeq: last === null || last === undefined ? null : Number(last),
      version,
    };
  } catch (error) {
    if (isBusy(error)) return { state: 'busy' };
    const code = sqliteCode(error);
    if (code === SQLITE.corrupt || code === SQLITE.notADatabase) return { state: 'damaged' };
    return { state: 'unusable', why: error instanceof Error ? error.message : String(error) };
  } finally {
    database?.close();
  }
}
