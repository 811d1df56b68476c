/**
 * Who sent this request: recomputes the Signature Version 4 with the secret the sandbox knows, over
 * the service's own rules (uses the SDK's signer, as the only arithmetic that has to be right).
 */
import type { Caller } from '../caller.ts';
import { callerOfSession, callerOfUser } from '../callers.ts';
import type { Cloud, Service } from '../cloud.ts';
import type { AwsFault } from '../fault.ts';
import { type AccessKey, findAccessKey } from '../world.ts';
import { authFault } from './auth-faults.ts';
import type { WireRequest } from './wire.ts';

/** What an Authorization header says, unchecked. */
export interface Scope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  readonly day: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** AWS takes five minutes of difference; S3 fifteen (their documentation on SigV4 and S3's errors). */
const TOLERANCE = { query: 5, json: 5, ec2: 5, s3: 15 } as const;

const HEADER =
  /^AWS4-HMAC-SHA256\s+Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** The parts of the Authorization header; null where there is none or it is not SigV4. */
export function readScope(request: WireRequest): Scope | null {
  const match = HEADER.exec(request.headers['authorization']?.trim() ?? '');
  if (!match) return null;
  const [, accessKeyId = '', day = '', region = '', service = '', headers = '', signature = ''] =
    match;
  return { accessKeyId, day, region, service, signedHeaders: headers.split(';'), signature };
}

/** @throws AwsFault in the service's words. */
export async function authenticate(
  cloud: Cloud,
  service: Service,
  request: WireRequest,
  scope: Scope,
): Promise<Caller> {
  const date = checkTime(cloud, service, request, scope);
  // Without the host in it, a signature made for another server would pass here.
  if (!scope.signedHeaders.includes('host')) throw authFault(service, { kind: 'host-unsigned' });
  const token = request.headers['x-amz-security-token'];
  const known = lookUp(cloud, scope.accessKeyId, token);
  if (!known) throw authFault(service, { kind: 'unknown-key' });
  const expected = await signature(request, scope, date, known.secret, token);
  if (!same(expected, scope.signature) || !bodyMatches(service, request)) {
    throw authFault(service, { kind: 'bad-signature' });
  }
  if (known.expiresAt !== undefined && cloud.now() >= known.expiresAt) {
    throw authFault(service, { kind: 'expired-token' });
  }
  return known.caller;
}

interface Known {
  readonly caller: Caller;
  readonly secret: string;
  readonly expiresAt?: number;
}

function lookUp(cloud: Cloud, keyId: string, token: string | undefined): Known | null {
  if (token === undefined) {
    const found = findAccessKey(cloud.world, keyId);
    // A key that is switched off, or too new to be known here, is told from an unknown one by nothing.
    if (!found || !isTaken(found.key, cloud.now())) return null;
    return { caller: callerOfUser(found.account, found.user, keyId), secret: found.key.secret };
  }
  const session = cloud.store.session(keyId);
  if (!session || session.token !== token) return null;
  const caller = callerOfSession(cloud.world, session);
  return caller && { caller, secret: session.secretAccessKey, expiresAt: session.expiresAt };
}

function isTaken({ status, acceptedFrom = 0 }: AccessKey, now: number): boolean {
  return status !== 'Inactive' && now >= acceptedFrom;
}

function checkTime(cloud: Cloud, service: Service, request: WireRequest, scope: Scope): number {
  const stamp = request.headers['x-amz-date'] ?? '';
  const date = fromStamp(stamp);
  if (Number.isNaN(date) || !stamp.startsWith(scope.day)) {
    throw authFault(service, {
      kind: 'incomplete',
      text: `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${scope.day}' != '${stamp.slice(0, 8)}', from '${stamp}'.`,
    });
  }
  const now = cloud.now();
  const minutes = TOLERANCE[service.protocol];
  if (date < now - minutes * 60_000) throw skewed(service, stamp, now, -minutes);
  if (date > now + minutes * 60_000) throw skewed(service, stamp, now, minutes);
  return date;
}

function skewed(service: Service, stamp: string, now: number, minutes: number): AwsFault {
  const early = minutes < 0;
  const limit = `${toStamp(now + minutes * 60_000)} (${toStamp(now)} ${early ? '-' : '+'} ${Math.abs(minutes)} min.)`;
  return authFault(service, {
    kind: 'skewed',
    text: early
      ? `Signature expired: ${stamp} is now earlier than ${limit}`
      : `Signature not yet current: ${stamp} is still later than ${limit}`,
  });
}

async function signature(
  request: WireRequest,
  scope: Scope,
  date: number,
  secret: string,
  token: string | undefined,
): Promise<string> {
  // Loaded on the first signed request: the first answer to a ping need not wait for it.
  const { signatureOf } = await import('../../aws/sign.ts');
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(request.query.keys())) {
    const all = request.query.getAll(name);
    query[name] = all.length === 1 ? (all[0] ?? '') : all;
  }
  return signatureOf({
    method: request.method,
    path: request.path,
    query,
    headers: request.headers,
    body: request.body,
    signedHeaders: scope.signedHeaders,
    date,
    region: scope.region,
    service: scope.service,
    accessKeyId: scope.accessKeyId,
    secretAccessKey: secret,
    ...(token !== undefined && { sessionToken: token }),
  });
}

/**
 * Where a client names its body's hash (it is signed then), the body must be that one. S3 alone takes
 * words in its place: `UNSIGNED-PAYLOAD`, `STREAMING-...`.
 */
function bodyMatches(service: Service, request: WireRequest): boolean {
  const named = request.headers['x-amz-content-sha256'];
  if (named === undefined) return true;
  if (service.protocol === 's3' && /^(UNSIGNED-PAYLOAD|STREAMING-[A-Z0-9-]+)$/.test(named)) {
    return true;
  }
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(request.body).digest('hex') === named;
}

function same(left: string, right: string): boolean {
  const { timingSafeEqual } = process.getBuiltinModule('node:crypto');
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

/** `20261120T103619Z` in milliseconds since the epoch. */
function fromStamp(stamp: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp);
  if (!match) return Number.NaN;
  const [, y, mo, d, h, mi, s] = match;
  return Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
}

function toStamp(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
}
