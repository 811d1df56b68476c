/** Issued sessions as they are kept, sealed, for the next request that gets the very same verdict. */
import { createHash } from 'node:crypto';
import type { Temporary } from './credentials-from-aws.ts';
import { grantText } from './grant.ts';
import type { Run } from './run.ts';

/** What is kept of a session; everything else of it stands in its row. */
export interface KeptSession {
  readonly credentials: Temporary;
  readonly sessionId: string;
  /** Where it was issued. */
  readonly region: string;
}

/**
 * The name of everything that a session depends on: two requests that differ in any of it never share
 * one. Null: it may not be kept at all. Unstamped credentials are not, since nothing in CloudTrail would
 * tell whose they were.
 */
export function sessionKey({ request, seen, decided }: Pick<Run, 'request' | 'seen' | 'decided'>) {
  const { assessment, profile, reader, reach, cache } = seen;
  const { grant, lifetime, unstamped, sessionName } = decided;
  if (!cache || unstamped) return null;
  const { endsBy } = lifetime;
  const parts = [
    assessment.principal.arn,
    sessionName,
    profile.name,
    profile.hops.map(({ roleArn, externalId }) => [roleArn, externalId]),
    profile.mfaSerial,
    grantText(grant),
    request.mode,
    lifetime.capped,
    // The session policy: up to the grant's own end, for a length (under 15 min), or none.
    endsBy === null ? 'none' : endsBy === grant.ends ? endsBy : 'length',
    reach.place,
    reader.regions.names,
    assessment.access.ref,
    assessment.access.sha256,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Keeps a session. That it cannot is no reason to give nothing: the next request asks AWS. */
export async function keepSession(run: Run, key: string | null, kept: KeptSession): Promise<void> {
  const { cache, time } = run.seen;
  if (!cache || key === null) return;
  // The cache goes by the machine's clock.
  const until = kept.credentials.expiration - (time.skew ?? 0);
  await cache.put('session', key, JSON.stringify(kept), until).catch(() => {});
}

/** What is kept under a key, whole, or null. */
export async function findKept({ seen }: Run, key: string): Promise<KeptSession | null> {
  const text = await seen.cache?.get('session', key);
  if (!text) return null;
  const { credentials, sessionId, region } = JSON.parse(text) as Partial<KeptSession>;
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials ?? {};
  const whole = [sessionId, region, accessKeyId, secretAccessKey, sessionToken].every(
    (one) => typeof one === 'string' && one !== '',
  );
  if (!whole || !Number.isFinite(expiration)) return null;
  return { credentials, sessionId, region } as KeptSession;
}
