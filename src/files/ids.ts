/**
 * A fresh id of `bytes` random bytes as lower-case hex (8 bytes: a ledger id; 4: a stamp's request id).
 * @param random the context's random source; where it throws, so does this: nobody falls back.
 */
export function hexId(random: (bytes: number) => Uint8Array, bytes: number): string {
  const drawn = random(bytes);
  if (drawn.length !== bytes) throw new Error('the random source gave too few bytes');
  return Buffer.from(drawn).toString('hex');
}
