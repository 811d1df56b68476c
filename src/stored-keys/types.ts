/** Long-term AWS keys as they rest in the key store. Types only. */

/** One access key with its secret. */
export interface StoredKey {
  readonly id: string;
  readonly secret: string;
  /** When AWS made it, milliseconds since the epoch; null: never told. */
  readonly createdAt: number | null;
}

/** Everything that one name stands for: one entry of the store, written in one piece. */
export interface StoredKeys {
  /** What is used. */
  readonly key: StoredKey;
  /** Whose it is, as AWS said; null: never asked. */
  readonly owner: { readonly arn: string; readonly account: string } | null;
  /** When it came into the store, milliseconds since the epoch. */
  readonly addedAt: number;
  /** The one before, switched off and kept at AWS (`--keep-old`). */
  readonly previous: StoredKey | null;
  /** A rotation that has not come to its end. */
  readonly rotation: Rotation | null;
}

/**
 * How far a rotation has come. Each stage is written before what follows it is done at AWS, so that
 * whoever repeats the command knows of every key there may be.
 */
export type Rotation = { readonly keepOld: boolean } & (
  | {
      /** A new key is asked for, or was: its secret is not here yet. */
      readonly stage: 'making';
      /** AWS's time before it was asked for, milliseconds. */
      readonly since: number;
    }
  /** It is here, and not yet known to work. `key` is still the old one. */
  | { readonly stage: 'trying'; readonly next: StoredKey }
  /** It works and is `key`; the old one is to be switched off, and deleted. */
  | { readonly stage: 'retiring'; readonly old: StoredKey }
);
