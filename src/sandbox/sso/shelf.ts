/** What Identity Center remembers of clients, sign-ins under way, sessions and tokens. */
import type { Store } from '../store.ts';

/** A client that registered itself. */
export interface Client {
  readonly id: string;
  readonly secret: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** What it said it would use; null: it did not say, and may use the device code only. */
  readonly grants: readonly string[] | null;
  readonly redirectUris: readonly string[];
  /** The start URL it named, for the authorization code. */
  readonly issuerUrl: string | null;
}

/** A device code, or a browser at the authorization page: waiting for a person. */
export interface Pending {
  readonly clientId: string;
  /** Stands in the page's form, so that no other page can answer for the person. */
  readonly formToken: string;
  /** Whom the page offers first; null: the start URL names nobody. */
  readonly hint: string | null;
}

export interface Device extends Pending {
  readonly userCode: string;
  readonly state: 'pending' | 'approved' | 'denied' | 'used';
  /** Who approved it. */
  readonly person: string | null;
  /** When the client last asked, milliseconds; null: not yet. */
  readonly polledAt: number | null;
}

export interface Authorization extends Pending {
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string;
}

export interface Code {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly person: string;
}

/** One sign-in of a person: it ends with a logout, and all its tokens with it. */
export interface SignIn {
  readonly person: string;
  readonly clientId: string;
}

export interface TokenRow {
  readonly signIn: string;
}

interface Kinds {
  client: Client;
  device: Device;
  /** From the code that people read to the device code. */
  'user-code': { readonly deviceCode: string };
  authorization: Authorization;
  code: Code;
  'sign-in': SignIn;
  access: TokenRow;
  refresh: TokenRow;
}

export interface Kept<T> {
  readonly key: string;
  readonly value: T;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** @param kind which of the things above; what is over is still found, until it is pruned. */
export function find<K extends keyof Kinds>(
  store: Store,
  kind: K,
  key: string,
): Kept<Kinds[K]> | null {
  const row = store.db
    .prepare('select expires_at, body from sign_in where kind = ? and key = ?')
    .get(kind, key);
  if (!row) return null;
  return { key, value: JSON.parse(String(row['body'])), expiresAt: Number(row['expires_at']) };
}

export function keep<K extends keyof Kinds>(store: Store, kind: K, kept: Kept<Kinds[K]>): void {
  store.db
    .prepare('insert or replace into sign_in (kind, key, expires_at, body) values (?, ?, ?, ?)')
    .run(kind, kept.key, kept.expiresAt, JSON.stringify(kept.value));
}

export function drop(store: Store, kind: keyof Kinds, key: string): void {
  store.db.prepare('delete from sign_in where kind = ? and key = ?').run(kind, key);
}
