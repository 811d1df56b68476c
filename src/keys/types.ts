/** Where small secrets rest: long-term keys, the key that seals the cache. Types only. */

/**
 * One store. What it holds is read at most once per process for each name (a keychain may ask a person).
 * Every method throws SentinelError with the way out where the store is locked, absent or not answering.
 */
export interface KeyStore {
  /** For people: `the keychain`, `the key file ~/.local/state/sentinel/keys.json`. */
  readonly label: string;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /** False: there was none. */
  delete(name: string): Promise<boolean>;
  list(): Promise<string[]>;
}
