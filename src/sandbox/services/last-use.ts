/** When a user's access key was last used, and for what: what GetAccessKeyLastUsed tells. */
import type { Store } from '../store.ts';

export interface LastUse {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly service: string;
  readonly region: string;
}

/** Notes a call that a long-term key has signed. */
export function noteUse(store: Store, accessKeyId: string, use: LastUse): void {
  store.set(`last-use ${accessKeyId}`, JSON.stringify(use));
}

/** Null for a key that has signed nothing yet. */
export function lastUse(store: Store, accessKeyId: string): LastUse | null {
  const text = store.get(`last-use ${accessKeyId}`);
  return text === null ? null : (JSON.parse(text) as LastUse);
}
