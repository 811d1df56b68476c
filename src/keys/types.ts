/** Where small secrets rest: long-term keys, the key that seals the cache. Types only. */

/**
 * What one kind of store can do. Every method throws SentinelError with the way out where the store is
 * locked, absent or not answering.
 */
export interface KeyEngine {
  /** For people: `the keychain`, `the key file /home/alice/.local/state/sentinel/keys.json`. */
  readonly label: string;
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  /**
   * The value; where there is none, what `make` gives is kept as it. Of any number of processes that ask
   * at once one makes it, and all are given the same.
   */
  getOrMake(name: string, make: () => string): Promise<string>;
  /** False: there was none. */
  delete(name: string): Promise<boolean>;
  list(): Promise<string[]>;
}

/**
 * One store. What it holds is read at most once per process for each name (a keychain may ask a person),
 * so what another process changes later is not seen.
 */
export interface KeyStore extends KeyEngine {
  /**
   * Asks now whatever it would ask a person at the terminal (a key file's passphrase), and never again
   * in this process. Does nothing where nothing is asked. Called through keys/unlock.ts.
   */
  unlock(): Promise<void>;
}
