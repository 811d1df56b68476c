/** What stored keys may be called, and what their entry in the key store is. Pure. */
import { SentinelError } from '../errors.ts';

/** No blank, slash or leading dot: every store takes it, as do shells and AWS's files. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@+-]{0,63}$/;
const PREFIX = 'aws/';
const SPARE = 'aws-spare/';

/** Whether keys may be stored under this name. */
export function isKeysName(text: string): boolean {
  return NAME.test(text);
}

/** @throws SentinelError `usage` for what may not be one. */
export function checkKeysName(text: string): string {
  if (isKeysName(text)) return text;
  throw new SentinelError('usage', `Stored keys cannot be called "${text.slice(0, 80)}".`, [
    'Use up to 64 letters, digits and _ . @ + -, and begin with a letter, a digit or _',
  ]);
}

/** The store's entry that holds them. */
export function entryName(name: string): string {
  return `${PREFIX}${name}`;
}

/** The entry that holds the same while the first one is being written. */
export function spareName(name: string): string {
  return `${SPARE}${name}`;
}

/** The keys' name of an entry; null for entries of something else. */
export function nameOfEntry(entry: string): string | null {
  const name = entry.startsWith(PREFIX) ? entry.slice(PREFIX.length) : '';
  return isKeysName(name) ? name : null;
}
