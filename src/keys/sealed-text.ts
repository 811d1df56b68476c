/** Sealing of short texts with AES-256-GCM; for key files and cache entries alike. Pure but for the random bytes it is given. */

const NONCE = 12;
const TAG = 16;

/**
 * Nonce, ciphertext and tag in one piece.
 * @param key 32 bytes. A nonce is random, so one key serves for 2^32 seals (NIST SP 800-38D).
 * @param about authenticated with the text, not kept: opening takes the same.
 */
export function seal(
  key: Uint8Array,
  about: Uint8Array | string,
  text: string,
  random: (bytes: number) => Uint8Array,
): Buffer {
  const nonce = random(NONCE);
  if (nonce.length !== NONCE) throw new Error('the random source gave too few bytes');
  const { createCipheriv } = process.getBuiltinModule('node:crypto');
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG });
  cipher.setAAD(typeof about === 'string' ? Buffer.from(about) : about);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
}

/** The text; null where the key or `about` is another, or a single bit was changed. */
export function unseal(
  key: Uint8Array,
  about: Uint8Array | string,
  sealed: Uint8Array,
): string | null {
  if (sealed.length < NONCE + TAG) return null;
  const { createDecipheriv } = process.getBuiltinModule('node:crypto');
  const end = sealed.length - TAG;
  const cipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE), {
    authTagLength: TAG,
  });
  cipher.setAAD(typeof about === 'string' ? Buffer.from(about) : about);
  cipher.setAuthTag(sealed.subarray(end));
  try {
    // All or nothing: what was deciphered is looked at only when the tag has held.
    const text = cipher.update(sealed.subarray(NONCE, end));
    return Buffer.concat([text, cipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
