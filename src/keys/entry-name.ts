import { SentinelError } from '../errors.ts';

/** What an entry of ours is called in a store that holds other things too: `sentinel/aws/alice`. */
export const FOLDER = 'sentinel';

/**
 * Names become files, arguments and parts of a query, so none may lead out of our folder or end a word:
 * parts divided by `/`, none empty or hidden, without control characters, quotes and backslashes.
 * @throws SentinelError('usage').
 */
export function checkName(name: string): void {
  const parts = name.split('/');
  const bad =
    parts.some((part) => part === '' || part.startsWith('.') || Buffer.byteLength(part) > 200) ||
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}"\\]/u.test(name);
  if (!bad) return;
  throw new SentinelError('usage', `A key cannot be kept under the name ${JSON.stringify(name)}.`, [
    'Choose another: letters, digits and - _ . @ / are always good, with no part that begins with a dot',
  ]);
}
