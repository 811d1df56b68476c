/** The six digits of a virtual MFA device (RFC 6238: HMAC-SHA1, 30 seconds). */
export const STEP = 30_000;

/** The step a moment lies in. */
export const stepAt = (at: number): number => Math.floor(at / STEP);

/** The digits of a step. */
export function totp(seed: string, step: number): string {
  const { createHmac } = process.getBuiltinModule('node:crypto');
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', fromBase32(seed)).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15;
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/**
 * The step whose code this is: the one of now, or of one step before or after, as AWS allows.
 * @param used the newest step whose code was taken already: it and those before serve no more.
 * @returns null where it is none of these.
 */
export function stepOf(seed: string, code: string, at: number, used: number | null): number | null {
  const now = stepAt(at);
  const steps = [now, now - 1, now + 1].filter((step) => used === null || step > used);
  return steps.find((step) => totp(seed, step) === code) ?? null;
}

function fromBase32(text: string): Buffer {
  const bits = [...text.replace(/=+$/, '')]
    .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
    .join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
