/** Makes temporary credentials and keeps them. */
import type { Session } from '../caller.ts';
import type { Cloud } from '../cloud.ts';

/** What a session is, without its keys. */
export type SessionFacts = Omit<
  Session,
  'accessKeyId' | 'secretAccessKey' | 'token' | 'issuedAt' | 'expiresAt'
>;

/** @param seconds the life of the credentials. */
export function mint(cloud: Cloud, facts: SessionFacts, seconds: number): Session {
  // Whole seconds, as STS answers them.
  const issuedAt = Math.floor(cloud.now() / 1000) * 1000;
  const session: Session = {
    ...facts,
    accessKeyId: `ASIA${base32(cloud.random(10))}`,
    secretAccessKey: Buffer.from(cloud.random(30)).toString('base64'),
    token: Buffer.from(cloud.random(180)).toString('base64'),
    issuedAt,
    expiresAt: issuedAt + seconds * 1000,
  };
  cloud.store.saveSession(session);
  return session;
}

/** The `Credentials` member of an STS answer. */
export function credentialsXml(session: Session): Record<string, string> {
  return {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.token,
    Expiration: new Date(session.expiresAt).toISOString().replace('.000Z', 'Z'),
  };
}

/** Ten bytes as 16 characters of the alphabet that AWS's identifiers use. */
export function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/g) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[Number.parseInt(five, 2)])
    .join('');
}
