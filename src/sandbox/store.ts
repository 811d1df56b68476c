/**
 * The sandbox's memory: one SQLite file in its home. The process that serves a home keeps the file
 * exclusively locked, so a home never has two AWSs; the kernel lets go when that process dies.
 */
import type { DatabaseSync } from 'node:sqlite';
import { isBusy, openDatabase } from '../files/sqlite.ts';
import type { Session } from './caller.ts';
import type { World } from './world.ts';

export interface Store {
  readonly db: DatabaseSync;
  world(): World | null;
  saveWorld(world: World): void;
  session(accessKeyId: string): Session | null;
  saveSession(session: Session): void;
  /** Small values: the clock's offset, the last port. */
  get(key: string): string | null;
  set(key: string, value: string): void;
  /** Lets go of what AWS no longer shows: events after 90 days, sessions long over. */
  prune(now: number): void;
  close(): void;
}

/** Another process serves this home. */
export class HomeInUse extends Error {
  override readonly name = 'HomeInUse';
}

/** @param file path of the database; made if absent (its folder must exist). @throws HomeInUse */
export function openStore(file: string): Store {
  const db = openDatabase(file);
  try {
    db.exec('pragma busy_timeout=0; pragma locking_mode=exclusive; begin exclusive; commit');
  } catch (error) {
    db.close();
    if (isBusy(error)) throw new HomeInUse(file);
    throw error;
  }
  // A lost tail of play data after a power cut is no harm; a slow call is.
  db.exec('pragma journal_mode=wal; pragma synchronous=off');
  db.exec(TABLES);
  const getValue = db.prepare('select value from meta where key = ?');
  const setValue = db.prepare('insert or replace into meta (key, value) values (?, ?)');
  const getSession = db.prepare('select body from sessions where access_key_id = ?');
  const putSession = db.prepare(
    'insert or replace into sessions (access_key_id, expires_at, body) values (?, ?, ?)',
  );
  const read = (key: string) => {
    const row = getValue.get(key);
    return row ? String(row['value']) : null;
  };
  let world: World | null = null;
  return {
    db,
    world() {
      const text = world ? null : read('world');
      if (text) world = JSON.parse(text) as World;
      return world;
    },
    saveWorld(next) {
      world = next;
      setValue.run('world', JSON.stringify(next));
    },
    session(accessKeyId) {
      const row = getSession.get(accessKeyId);
      return row ? (JSON.parse(String(row['body'])) as Session) : null;
    },
    saveSession(session) {
      putSession.run(session.accessKeyId, session.expiresAt, JSON.stringify(session));
    },
    get: read,
    set: (key, value) => void setValue.run(key, value),
    prune(now) {
      db.prepare('delete from events where at < ?').run(now - 90 * DAY);
      // Kept for a while after its end, so that it is told to be expired rather than unknown.
      db.prepare('delete from sessions where expires_at < ?').run(now - 7 * DAY);
      db.prepare('delete from sign_in where expires_at < ?').run(now - 7 * DAY);
    },
    close: () => db.close(),
  };
}

const DAY = 86_400_000;

const TABLES = `
  create table if not exists meta (key text primary key, value text not null) without rowid;
  create table if not exists sessions (
    access_key_id text primary key, expires_at integer not null, body text not null) without rowid;
  create table if not exists sign_in (
    kind text not null, key text not null, expires_at integer not null, body text not null,
    primary key (kind, key)) without rowid;
  create table if not exists parameters (
    account text not null, region text not null, name text not null, version integer not null,
    body text not null, primary key (account, region, name, version)) without rowid;
  create table if not exists events (
    id integer primary key, account text not null, region text not null, at integer not null,
    event_id text not null, event_name text not null, username text, access_key_id text,
    source text not null, read_only text not null, body text not null);
  create index if not exists events_newest on events (account, region, id);
`;
