/** What is kept between processes, sealed. Types only. */

/**
 * `session`: stamped credentials that may be handed out again. `mfa`: the GetSessionToken that an MFA code
 * bought. `identity`: whom base credentials belong to. `policy`: a parsed policy under its hash.
 */
export type CacheKind = 'session' | 'mfa' | 'identity' | 'policy';

/**
 * Files sealed with AES-256-GCM under the key store's one key; the kind and key are authenticated with the
 * content, so that an entry cannot be put in another's place. What cannot be opened (torn, changed, of
 * another key) is not there.
 */
export interface SealedCache {
  /** JSON text; null: none, or past its end. */
  get(kind: CacheKind, key: string): Promise<string | null>;
  /** @param until milliseconds since the epoch after which it is not given any more. */
  put(kind: CacheKind, key: string, value: string, until: number): Promise<void>;
  drop(kind: CacheKind, key: string): Promise<void>;
  /** A keyed hash (hex) of secret material, to name an entry by it without revealing it. */
  fingerprint(secret: string): string;
}

/** No key store, no cache: why, as a sentence with the way out. */
export type OpenedCache =
  | { readonly cache: SealedCache; readonly why: null }
  | {
      readonly cache: null;
      readonly why: { readonly message: string; readonly next: readonly string[] };
    };
