/**
 * The stamp: the SourceIdentity that ties what AWS's CloudTrail saw to what Sentinel decided.
 * `sentinel=<user>=<marker>=<request-id>`, the same string to STS, in the log, on screen and in
 * generated policies. This is the one module that formats and reads it.
 */
import { createHash } from 'node:crypto';
import type { Marker } from './types.ts';

const PREFIX = 'sentinel';
const SEPARATOR = '=';
const USER_LIMIT = 35;
const MANGLED_STEM = 26;

/** What STS accepts as SourceIdentity and as RoleSessionName (STS API reference, AssumeRole). */
const LEGAL = /^[A-Za-z0-9_+=,.@-]{2,64}$/;
const PLAIN_USER = /^[A-Za-z0-9_+,.@-]{2,35}$/;
const LOOKS_MANGLED = /\+[0-9a-f]{8}$/;
const ILLEGAL_CHARACTER = /[^A-Za-z0-9_+,.@-]/gu;
const HEX8 = /^[0-9a-f]{8}$/;
const MARKER = /^(?:direct|breakglass|[0-9a-f]{8})$/;

export interface StampParts {
  /** The caller's name as AWS gives it. */
  readonly rawName: string;
  readonly marker: Marker;
  /** 8 lower-case hex. */
  readonly requestId: string;
}

/** A stamp as read back. */
export interface ParsedStamp {
  /** `current`; `colon` and `three-part` are forms of old logs, which AWS never accepted. */
  readonly form: 'current' | 'colon' | 'three-part';
  readonly user: string;
  /** Null in the three-part form. */
  readonly marker: Marker | null;
  readonly requestId: string;
}

/**
 * Makes a stamp. Never longer than 64 characters: 8 + 1 + 35 + 1 + 10 + 1 + 8.
 * @throws Error (a bug) when marker or request id are not of their form: nothing is sent then.
 */
export function formatStamp(parts: StampParts): string {
  if (!MARKER.test(parts.marker)) throw new Error('stamp: the marker is not of its form');
  if (!HEX8.test(parts.requestId)) throw new Error('stamp: the request id is not 8 hex');
  const stamp = [PREFIX, stampUser(parts.rawName), parts.marker, parts.requestId].join(SEPARATOR);
  if (!isLegalStamp(stamp)) throw new Error('stamp: AWS would refuse it');
  return stamp;
}

/**
 * The user part of a stamp, and the RoleSessionName. A plain name stands as it is; any other is made
 * legal, and a hash of the whole name keeps two such names apart. A name that already looks mangled is
 * mangled too, so that nobody can wear another's.
 */
export function stampUser(rawName: string): string {
  if (PLAIN_USER.test(rawName) && !LOOKS_MANGLED.test(rawName)) return rawName;
  const stem = rawName.replace(ILLEGAL_CHARACTER, '_').slice(0, MANGLED_STEM);
  const hash = createHash('sha256').update(rawName).digest('hex').slice(0, 8);
  const user = `${stem}+${hash}`;
  if (user.length > USER_LIMIT) throw new Error('stamp: the user part is too long');
  return user;
}

/** Whether STS takes this as a SourceIdentity. */
export function isLegalStamp(text: string): boolean {
  return LEGAL.test(text) && !text.startsWith('aws:');
}

/**
 * Reads a stamp; null where it is none of Sentinel's. The colon forms are read for the audit of old
 * logs only: STS refuses a colon in a SourceIdentity.
 */
export function parseStamp(text: string): ParsedStamp | null {
  const current = text.split(SEPARATOR);
  if (current.length === 4 && current[0] === PREFIX && isLegalStamp(text)) {
    return fourParts('current', current);
  }
  const old = text.split(':');
  if (old[0] !== PREFIX) return null;
  if (old.length === 4) return fourParts('colon', old);
  const [, user, requestId] = old;
  if (old.length === 3 && user && HEX8.test(requestId ?? '')) {
    return { form: 'three-part', user, marker: null, requestId: requestId as string };
  }
  return null;
}

function fourParts(form: 'current' | 'colon', parts: readonly string[]): ParsedStamp | null {
  const [, user = '', marker = '', requestId = ''] = parts;
  if (!user || user.length > USER_LIMIT) return null;
  if (!MARKER.test(marker) || !HEX8.test(requestId)) return null;
  return { form, user, marker, requestId };
}
