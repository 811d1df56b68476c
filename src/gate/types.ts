/** What the gate is asked and what it gives. Three doors (console, CLI, server) ask the same questions. */
import type { AwsCredentials } from '../aws/api.ts';
import type { Principal } from '../identity/types.ts';
import type { SessionRow } from '../ledger/types.ts';
import type { AccessPolicy, BreakglassPolicy, Mode, Verdict } from '../policy/types.ts';

/** A policy as loaded, with where it came from. */
export interface LoadedPolicy<T> {
  readonly policy: T;
  /** `ssm:/sentinel/policies/default` or `file:/path/policy.yaml`. */
  readonly ref: string;
  /** The parameter's version; null for files. */
  readonly version: number | null;
  readonly sha256: string;
  /** AWS's time of the answer; null for files. */
  readonly loadedAt: number | null;
  /** The region that answered, and the endpoint where it is not AWS's own; absent for files. */
  readonly region?: string;
  readonly endpoint?: string;
  /** Where it is joined of several parameters: each of them, in order. */
  readonly parts?: readonly PolicyPartFacts[];
}

/** One parameter of a policy in several parts. */
export interface PolicyPartFacts {
  readonly ref: string;
  readonly version: number | null;
  readonly sha256: string;
}

export interface GateRequest {
  readonly profile: string;
  readonly mode: Mode;
  /** Replaces the configured access policy (`--policy`, `--policy-parameter`). */
  readonly policyRef?: string;
  /** First region that answers wins. */
  readonly regions?: readonly string[];
  /** Another profile to take base credentials from. */
  readonly awsProfile?: string;
  /** The config file (`--config`). */
  readonly configPath?: string;
  readonly signal?: AbortSignal;
  /** Neither reads nor writes the sealed cache (`--no-cache`). */
  readonly noCache?: boolean;
}

/** Everything known before anything is issued: who, where to, and what policy says. */
export interface Assessment {
  readonly request: GateRequest;
  readonly principal: Principal;
  /** Where the base credentials came from, for people: `static keys of [alice]`. */
  readonly source: string;
  readonly roleArn: string | null;
  readonly account: string | null;
  readonly region: string;
  readonly access: LoadedPolicy<AccessPolicy>;
  readonly verdict: Verdict;
  /** AWS's time minus the machine's, milliseconds; null where no AWS answer came. */
  readonly skew: number | null;
  readonly endpoint?: string;
  /** Host and port of the proxy that calls go through; the files whose certificates are believed. */
  readonly proxy?: string;
  readonly certificates?: string;
  /** Set where AWS lets no stamp be set: why. Refused, unless the rule says `unstamped: allow`. */
  readonly unstampable?: string;
}

export interface IssueRequest extends GateRequest {
  /** Seconds; default 3600, clamped to the caps and said so in `notices`. */
  readonly duration?: number;
  /** Issue under this active break-glass event. */
  readonly breakglassEventId?: string;
  /** The code of the profile's MFA device, where a `not_signed_in` with `need.kind` mfa asked for it. */
  readonly mfaCode?: string;
  /** Never hand out a cached session that ends sooner than this, seconds (`--min-ttl`). */
  readonly minTtl?: number;
  /** Refuse a role whose trust policy cannot be read, or does not demand a stamp of everybody. */
  readonly requireSentinel?: boolean;
  /** Further places for the decision log's lines (`--log-file`, `--log-stderr`). */
  readonly log?: { readonly files?: readonly string[]; readonly stderr?: boolean };
}

/** Stamped credentials with their record. */
export interface Issued {
  readonly credentials: AwsCredentials & { readonly expiration: number };
  readonly session: SessionRow;
  readonly stamp: string | null;
  readonly assessment: Assessment;
  /** Handed out again from the sealed cache; else just issued. */
  readonly reused: boolean;
  /** The region a child works in: flag, profile, environment, else the one that was called. */
  readonly region: string;
  /** Sentences for stderr or the banner: clamped duration, clock skew, UNSTAMPED. */
  readonly notices: readonly string[];
}

/** The break-glass policy as the gate found it: off has its sentence. */
export type BreakglassState =
  | { readonly on: true; readonly loaded: LoadedPolicy<BreakglassPolicy> }
  | { readonly on: false; readonly reason: string };
