/** The six digits of a virtual MFA device (RFC 6238: HMAC-SHA1, 30 seconds). */
export function totp(seed: string, at: number): string {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const hash = createHmac('sha1', fromBase32(seed)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** Whether a code is this device's now, or was or will be within one step, as AWS allows. */
export function totpMatches(seed: string, code: string, at: number): boolean {
  return [-30_000, 0, 30_000].some((drift) => totp(seed, at + drift) === code);
}

function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
