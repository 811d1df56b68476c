/** One of the two policies that are held against each other. */
import { createHash } from 'node:crypto';
import { SentinelError } from '../../errors.ts';
import { joinPolicies } from '../../gate/join-policies.ts';
import type { PolicyRef } from '../../gate/policy-ref.ts';
import {
  parseAccessPolicy,
  parseApprovalPolicy,
  parseBreakglassPolicy,
  parseRateLimitPolicy,
} from '../../policy/parse.ts';
import type { AccessPolicy } from '../../policy/types.ts';
import type { Door } from '../../policy-store/door.ts';
import type { PolicyKind } from '../../policy-store/kinds.ts';
import { readLocal } from '../../policy-store/local.ts';
import { readFirst, readThere } from '../../policy-store/read.ts';
import { detect } from '../config-validate/check.ts';

export interface SidePart {
  /** What the parts of both sides are paired by; empty where there is one. */
  readonly key: string;
  /** A path, or `ssm:/name`. */
  readonly ref: string;
  readonly text: string;
  readonly version: number | null;
}

/** A policy's texts; no parts: there is none. */
export interface Side {
  readonly ref: string;
  readonly parts: readonly SidePart[];
}

/** Where a side is read from. */
export type Source =
  | { readonly kind: 'local'; readonly path: string }
  | {
      readonly kind: 'store';
      readonly ref: Exclude<PolicyRef, { kind: 'file' }>;
      readonly version?: number;
    };

/**
 * @param maybe a policy that is not there yet is no error.
 * @throws SentinelError
 */
export async function readSide(
  source: Source,
  door: () => Promise<Door>,
  maybe = false,
): Promise<Side> {
  if (source.kind === 'local') {
    const { path, parts } = readLocal(source.path);
    return { ref: path, parts: parts.map((one) => ({ ...one, ref: one.path, version: null })) };
  }
  const { ref, version } = source;
  const read = maybe && version === undefined ? readFirst : readThere;
  const stored = await read(await door(), ref, version);
  return {
    ref: ref.text,
    parts: stored.parts.map((one) => ({ ...one, ref: `ssm:${one.name}` })),
  };
}

/** What kind of policy a side is, by its keys. @throws SentinelError `usage` for a config file. */
export async function kindOfSide({ ref, parts }: Side): Promise<PolicyKind> {
  const seen = parts[0] ? await detect(parts[0].text) : null;
  if (seen !== 'config') return seen ?? 'access';
  throw new SentinelError('usage', `${ref} is a config file, and no policy.`, [
    'If it is one, say which: --kind access',
  ]);
}

/**
 * Checks a side as strictly as it is loaded.
 * @returns the access policy, its parts joined; null for other kinds.
 * @throws PolicyError; SentinelError `failed` for parts that contradict each other.
 */
export async function loadSide(side: Side, kind: PolicyKind): Promise<AccessPolicy | null> {
  if (kind === 'access') {
    const parts = [];
    for (const { ref, text } of side.parts) {
      parts.push({ name: ref, policy: await parseAccessPolicy(text, refText(ref)) });
    }
    return joinPolicies(parts, side.ref);
  }
  const [only, ...more] = side.parts;
  if (!only || more.length > 0) {
    const what = `${side.ref} holds ${side.parts.length} texts; only an access policy may have parts.`;
    throw new SentinelError('failed', what);
  }
  await PARSERS[kind](only.text, refText(only.ref));
  return null;
}

const PARSERS = {
  approvals: parseApprovalPolicy,
  breakglass: parseBreakglassPolicy,
  ratelimits: parseRateLimitPolicy,
} as const;

function refText(ref: string): string {
  return ref.startsWith('ssm:') ? ref : `file:${ref}`;
}

/** A side as facts. */
export function sideJson(side: Side): unknown {
  const parts = side.parts.map(({ ref, version, text }) => ({
    ref,
    version,
    sha256: createHash('sha256').update(text).digest('hex'),
    bytes: Buffer.byteLength(text),
  }));
  return { ref: side.ref, parts };
}
