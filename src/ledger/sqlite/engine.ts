import type { Ledger } from '../types.ts';
import * as breakglass from './breakglass.ts';
import { connect } from './connection.ts';
import * as sessions from './sessions.ts';

/**
 * The embedded engine: one SQLite file on this machine. A record, not a control: its owner may edit it.
 * @param now the time that decides expiry on reads, milliseconds.
 */
export async function openSqliteLedger(path: string, now: () => number): Promise<Ledger> {
  const file = await connect(path);
  return {
    putSession: (row) => file.write((db) => sessions.putSession(db, row)),
    updateSession: (row, changes) =>
      file.write((db) => sessions.updateSession(db, row, changes, now())),
    getSession: (id) => file.read((db) => sessions.getSession(db, id, now())),
    listSessions: (filter) => file.read((db) => sessions.listSessions(db, filter, now())),
    openBreakglass: (event) => file.write((db) => breakglass.openBreakglass(db, event)),
    updateBreakglass: (event, changes) =>
      file.write((db) => breakglass.updateBreakglass(db, event, changes, now())),
    getBreakglass: (id) => file.read((db) => breakglass.getBreakglass(db, id, now())),
    activeBreakglass: (user, profile, at) =>
      file.read((db) => breakglass.activeBreakglass(db, user, profile, at)),
    listBreakglass: (filter) => file.read((db) => breakglass.listBreakglass(db, filter, now())),
    close: () => file.close(),
  };
}
