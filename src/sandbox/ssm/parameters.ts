/** The rows behind Parameter Store: every version of every parameter of an account and region. */
import type { Store } from '../store.ts';

export interface StoredParameter {
  name: string;
  type: 'String' | 'StringList' | 'SecureString';
  value: string;
  version: number;
  tier: 'Standard' | 'Advanced';
  dataType: string;
  modifiedAt: number;
  description?: string;
  /** The KMS key of a SecureString, as it was named. */
  keyId?: string;
  /** The ARN of who wrote it; absent: the story did. */
  modifiedBy?: string;
}

/** AWS keeps the newest hundred versions. */
const KEPT_VERSIONS = 100;

export interface Shelf {
  readonly account: string;
  readonly region: string;
}

/** The newest version, or the one asked for; null where there is none. */
export function readParameter(
  store: Store,
  shelf: Shelf,
  name: string,
  version?: number,
): StoredParameter | null {
  const where = version === undefined ? '' : 'and version = ?';
  const row = store.db
    .prepare(
      `select body from parameters where account = ? and region = ? and name = ? ${where}
       order by version desc limit 1`,
    )
    .get(shelf.account, shelf.region, name, ...(version === undefined ? [] : [version]));
  return row ? (JSON.parse(String(row['body'])) as StoredParameter) : null;
}

export function writeParameter(store: Store, shelf: Shelf, parameter: StoredParameter): void {
  const { account, region } = shelf;
  store.db
    .prepare('insert into parameters (account, region, name, version, body) values (?, ?, ?, ?, ?)')
    .run(account, region, parameter.name, parameter.version, JSON.stringify(parameter));
  store.db
    .prepare(
      'delete from parameters where account = ? and region = ? and name = ? and version <= ?',
    )
    .run(account, region, parameter.name, parameter.version - KEPT_VERSIONS);
}

/** Every version that is kept, oldest first. */
export function versionsOf(store: Store, shelf: Shelf, name: string): StoredParameter[] {
  const rows = store.db
    .prepare(
      'select body from parameters where account = ? and region = ? and name = ? order by version',
    )
    .all(shelf.account, shelf.region, name);
  return rows.map((row) => JSON.parse(String(row['body'])) as StoredParameter);
}

/** @returns whether there was one. */
export function deleteParameter(store: Store, shelf: Shelf, name: string): boolean {
  const answer = store.db
    .prepare('delete from parameters where account = ? and region = ? and name = ?')
    .run(shelf.account, shelf.region, name);
  return answer.changes > 0;
}

/** The newest version of every parameter under a path that ends in a slash, in name order. */
export function parametersUnder(store: Store, shelf: Shelf, path: string): StoredParameter[] {
  const rows = store.db
    .prepare(
      `select body, max(version) from parameters
       where account = ? and region = ? and substr(name, 1, length(?)) = ? group by name order by name`,
    )
    .all(shelf.account, shelf.region, path, path);
  return rows.map((row) => JSON.parse(String(row['body'])) as StoredParameter);
}
