/**
 * One entry of the sealed cache as bytes: a mark, its end, and the sealed text. Pure.
 *
 * The end stands outside of the seal, so that old entries are cleared away without opening them; it is
 * authenticated with it, as are the kind and the key: no entry can be put in another's place or live on.
 */
import { seal, unseal } from '../keys/sealed-text.ts';
import type { CacheKind } from './types.ts';

const MARK = Buffer.from('SNC1');
/** The mark and the end (float64, milliseconds since the epoch). */
export const HEAD_BYTES = MARK.length + 8;

/** The 256-bit key of the cache, split by use. */
export interface CacheKeys {
  readonly seal: Uint8Array;
  readonly name: Uint8Array;
  readonly fingerprint: Uint8Array;
}

/** @param secret the 32 bytes from the key store. */
export function splitKey(secret: Uint8Array): CacheKeys {
  const { hkdfSync } = process.getBuiltinModule('node:crypto');
  const part = (use: string) =>
    new Uint8Array(hkdfSync('sha256', secret, '', `sentinel cache 1 ${use}`, 32));
  return { seal: part('seal'), name: part('name'), fingerprint: part('fingerprint') };
}

/** The entry's file name: a keyed hash, so that a name in the folder tells nothing. */
export function entryName(keys: CacheKeys, kind: CacheKind, key: string): string {
  return keyedHash(keys.name, identityOf(kind, key));
}

/** HMAC-SHA256 as hex. */
export function keyedHash(key: Uint8Array, text: string): string {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  return createHmac('sha256', key).update(text).digest('hex');
}

export function sealEntry(
  keys: CacheKeys,
  kind: CacheKind,
  key: string,
  entry: { readonly value: string; readonly until: number },
  random: (bytes: number) => Uint8Array,
): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  MARK.copy(head);
  head.writeDoubleBE(entry.until, MARK.length);
  return Buffer.concat([head, seal(keys.seal, aboutOf(head, kind, key), entry.value, random)]);
}

/** Null where it was sealed for another kind, key or cache, or is not whole. */
export function openEntry(
  keys: CacheKeys,
  kind: CacheKind,
  key: string,
  bytes: Uint8Array,
): { readonly value: string; readonly until: number } | null {
  const until = endOf(bytes);
  if (until === null) return null;
  const about = aboutOf(bytes.subarray(0, HEAD_BYTES), kind, key);
  const value = unseal(keys.seal, about, bytes.subarray(HEAD_BYTES));
  return value === null ? null : { value, until };
}

/** An entry's end by its head alone, which may be forged: good only for clearing away. */
export function endOf(head: Uint8Array): number | null {
  if (head.length < HEAD_BYTES || !MARK.equals(head.subarray(0, MARK.length))) return null;
  return new DataView(head.buffer, head.byteOffset).getFloat64(MARK.length);
}

function aboutOf(head: Uint8Array, kind: CacheKind, key: string): Buffer {
  return Buffer.concat([head, Buffer.from(identityOf(kind, key))]);
}

function identityOf(kind: CacheKind, key: string): string {
  return JSON.stringify([kind, key]);
}
