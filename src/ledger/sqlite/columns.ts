/** How the ledger's rows lie in SQLite: one column a member, times as fixed-width UTC text. */
import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { formatTime, parseTime } from '../times.ts';
import type { BreakglassEvent, SessionRow } from '../types.ts';

type Kind = 'text' | 'integer' | 'time' | 'flag' | 'list';
type Columns<Row> = Readonly<Record<keyof Row & string, readonly [column: string, kind: Kind]>>;
type Stored = Record<string, SQLOutputValue>;

export const SESSION_COLUMNS: Columns<SessionRow> = {
  id: ['id', 'text'],
  user: ['user', 'text'],
  principalArn: ['principal_arn', 'text'],
  profile: ['profile', 'text'],
  roleArn: ['role_arn', 'text'],
  mode: ['mode', 'text'],
  sourceIdentity: ['source_identity', 'text'],
  requestId: ['request_id', 'text'],
  accessKeyId: ['access_key_id', 'text'],
  kind: ['kind', 'text'],
  startedAt: ['started_at', 'time'],
  credentialsExpireAt: ['credentials_expire_at', 'time'],
  windowEndsAt: ['window_ends_at', 'time'],
  lastAccessAt: ['last_access_at', 'time'],
  requestCount: ['request_count', 'integer'],
  logSeq: ['log_seq', 'integer'],
  logHash: ['log_hash', 'text'],
  host: ['host', 'text'],
  pid: ['pid', 'integer'],
  grant: ['granted_by', 'text'],
  status: ['status', 'text'],
  version: ['version', 'integer'],
};

export const BREAKGLASS_COLUMNS: Columns<BreakglassEvent> = {
  id: ['id', 'text'],
  requestId: ['request_id', 'text'],
  invoker: ['invoker', 'text'],
  invokerArn: ['invoker_arn', 'text'],
  profile: ['profile', 'text'],
  roleArn: ['role_arn', 'text'],
  account: ['account', 'text'],
  reasonCode: ['reason_code', 'text'],
  justification: ['justification', 'text'],
  ticket: ['ticket', 'text'],
  rule: ['rule', 'text'],
  duration: ['duration', 'integer'],
  status: ['status', 'text'],
  createdAt: ['created_at', 'time'],
  expiresAt: ['expires_at', 'time'],
  closedBy: ['closed_by', 'text'],
  closedReason: ['closed_reason', 'text'],
  escalated: ['escalated', 'flag'],
  alerted: ['alerted', 'list'],
  logSeq: ['log_seq', 'integer'],
  logHash: ['log_hash', 'text'],
  version: ['version', 'integer'],
};

/** A row's values by column name, as bound to a statement. `extra` adds columns no row member has. */
export function toStored<Row extends object>(
  columns: Columns<Row>,
  row: Row,
  extra: Record<string, SQLInputValue> = {},
): Record<string, SQLInputValue> {
  const stored: Record<string, SQLInputValue> = { ...extra };
  for (const [member, [column, kind]] of entriesOf(columns)) {
    stored[column] = encode(row[member as keyof Row], kind);
  }
  return stored;
}

/** The row that `stored` holds. */
export function fromStored<Row extends object>(columns: Columns<Row>, stored: Stored): Row {
  const row: Record<string, unknown> = {};
  for (const [member, [column, kind]] of entriesOf(columns)) {
    row[member] = decode(stored[column] ?? null, kind);
  }
  return row as Row;
}

function entriesOf<Row>(columns: Columns<Row>) {
  return Object.entries(columns) as [string, readonly [string, Kind]][];
}

function encode(value: unknown, kind: Kind): SQLInputValue {
  if (value === null || value === undefined) return null;
  if (kind === 'time') return formatTime(value as number);
  if (kind === 'flag') return value ? 1 : 0;
  if (kind === 'list') return JSON.stringify(value);
  return value as SQLInputValue;
}

function decode(value: SQLOutputValue, kind: Kind): unknown {
  if (value === null) return null;
  if (kind === 'time') return parseTime(value as string);
  if (kind === 'flag') return value === 1;
  if (kind === 'list') return JSON.parse(value as string);
  return value;
}
