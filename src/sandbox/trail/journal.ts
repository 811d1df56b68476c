/** Keeps the events and finds them again, newest first. */
import type { Store } from '../store.ts';
import type { TrailEvent } from './event.ts';

export interface Entry {
  readonly id: number;
  readonly event: TrailEvent;
  readonly username: string | null;
  readonly accessKeyId: string | null;
}

export interface Wanted {
  readonly account: string;
  readonly region: string;
  /** A column and the value it must have. */
  readonly where?: { readonly column: Column; readonly value: string };
  /** Milliseconds since the epoch, both inclusive. */
  readonly from?: number;
  readonly to?: number;
  /** Only entries older than this id. */
  readonly before?: number;
  readonly limit: number;
}

/** What events can be looked up by. */
export const COLUMNS = {
  Username: 'username',
  EventName: 'event_name',
  AccessKeyId: 'access_key_id',
  EventId: 'event_id',
  EventSource: 'source',
  ReadOnly: 'read_only',
} as const;
type Column = (typeof COLUMNS)[keyof typeof COLUMNS];

export function record(
  store: Store,
  event: TrailEvent,
  who: { username: string | null; accessKeyId: string | null },
): void {
  store.db
    .prepare(
      `insert into events (account, region, at, event_id, event_name, username, access_key_id, source, read_only, body)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    .run(
      event.recipientAccountId,
      event.awsRegion,
      Date.parse(event.eventTime),
      event.eventID,
      event.eventName,
      who.username,
      who.accessKeyId,
      event.eventSource,
      String(event.readOnly),
      JSON.stringify(event),
    );
}

export function findEvents(store: Store, wanted: Wanted): Entry[] {
  const { where } = wanted;
  const rows = store.db
    .prepare(
      `select id, username, access_key_id, body from events
       where account = ? and region = ? and at >= ? and at <= ? and id < ?
       ${where ? `and ${where.column} = ?` : ''} order by id desc limit ?`,
    )
    .all(
      wanted.account,
      wanted.region,
      wanted.from ?? 0,
      wanted.to ?? Number.MAX_SAFE_INTEGER,
      wanted.before ?? Number.MAX_SAFE_INTEGER,
      ...(where ? [where.value] : []),
      wanted.limit,
    );
  return rows.map((row) => ({
    id: Number(row['id']),
    event: JSON.parse(String(row['body'])) as TrailEvent,
    username: row['username'] === null ? null : String(row['username']),
    accessKeyId: row['access_key_id'] === null ? null : String(row['access_key_id']),
  }));
}
