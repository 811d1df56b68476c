import type { DatabaseSync } from 'node:sqlite';
import { SentinelError } from '../../errors.ts';

/** Raised with every change of the tables; a step from each older version stands in `upgrade`. */
export const SCHEMA_VERSION = 1;

/**
 * Brings the tables to this program's version.
 * @throws SentinelError('failed') where a newer Sentinel made the file.
 */
export function upgrade(database: DatabaseSync, path: string): void {
  if (versionOf(database) === SCHEMA_VERSION) return;
  database.exec('begin immediate');
  try {
    const found = versionOf(database); // Again, under the lock: another process may have been first.
    if (found > SCHEMA_VERSION) throw tooNew(path, found);
    if (found < 1) database.exec(VERSION_1);
    database.exec(`pragma user_version = ${SCHEMA_VERSION}; commit`);
  } catch (error) {
    database.exec('rollback');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('pragma user_version').get()?.['user_version'] ?? 0);
}

function tooNew(path: string, found: number): SentinelError {
  return new SentinelError(
    'failed',
    `The ledger ${path} has version ${found}; this Sentinel knows ${SCHEMA_VERSION}.`,
    ['Update Sentinel: the ledger was last written by a newer one.'],
  );
}

// ends_at is when the clock ends the row, kept beside it so that live rows are found by index.
// The partial unique index is what lets only one of many racing break-glass events in.
const VERSION_1 = `
create table sessions (
  id text primary key, user text not null, principal_arn text not null, profile text not null,
  role_arn text, mode text not null, source_identity text, request_id text not null,
  access_key_id text, kind text not null, started_at text not null, credentials_expire_at text,
  window_ends_at text, last_access_at text, request_count integer not null, log_seq integer,
  log_hash text, host text not null, pid integer not null, granted_by text not null,
  status text not null, version integer not null, ends_at text
) strict;
create index sessions_newest on sessions (started_at desc);
create index sessions_status on sessions (status, ends_at);
create index sessions_user on sessions (user, started_at desc);
create index sessions_profile on sessions (profile, started_at desc);
create index sessions_grant on sessions (granted_by);

create table breakglass (
  id text primary key, request_id text not null, invoker text not null, invoker_arn text not null,
  profile text not null, role_arn text, account text, reason_code text not null,
  justification text not null, ticket text, rule text not null, duration integer not null,
  status text not null, created_at text not null, expires_at text not null, closed_by text,
  closed_reason text, escalated integer not null, alerted text not null, log_seq integer,
  log_hash text, version integer not null, ends_at text not null
) strict;
create unique index breakglass_one_active on breakglass (invoker, profile) where status = 'active';
create index breakglass_newest on breakglass (created_at desc);
create index breakglass_invoker on breakglass (invoker, created_at desc);
create index breakglass_profile on breakglass (profile, created_at desc);
`;
