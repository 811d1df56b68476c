/** What a preview is asked and what it tells. */
import type { Need } from '../errors.ts';
import type { Principal } from '../identity/types.ts';
import type { PreparedPolicy } from '../policy/prepare.ts';
import type { Mode, Verdict } from '../policy/types.ts';
import type { ProfileProblem } from '../profiles/types.ts';
import type { BreakglassState, GateRequest } from './types.ts';

export type PreviewRequest = Omit<GateRequest, 'profile'> & { readonly mode: Mode };

/** One profile of the list. While it is being asked both `verdict` and `problem` are null. */
export interface PreviewRow {
  readonly profile: string;
  readonly roleArn: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly verdict: Verdict | null;
  /** Set where AWS lets no stamp be set: why. */
  readonly unstampable: string | null;
  /** The identity is taken from another role of the same sign-in; it is asked for real before any issue. */
  readonly assumed: boolean;
  /** That role, where the identity is assumed. */
  readonly assumedFrom?: string;
  /** The device whose code an issue will ask for. */
  readonly mfaSerial?: string;
  readonly problem: PreviewProblem | null;
}

export interface PreviewProblem extends Pick<ProfileProblem, 'kind' | 'message' | 'next'> {
  /** `error`: identity or policy could not be had; else the profile's own trouble. */
  readonly code: ProfileProblem['code'] | 'error';
  /** What would help, where a person can be asked: a sign-in. */
  readonly need?: Need;
}

/** What the head of a list says: of the base that most profiles share. */
export interface PreviewFacts {
  readonly principal: Principal;
  readonly source: string;
  readonly policy: {
    readonly ref: string;
    readonly version: number | null;
    readonly sha256: string;
    /** AWS's time, milliseconds; null for files. */
    readonly loadedAt: number | null;
    /** Whose session names count as names. */
    readonly trustedPrincipals: readonly string[];
  };
  readonly region: string;
  readonly endpoint: string | null;
  readonly skew: number | null;
  /** Each sign-in that the profiles use; `until` null: not signed in. Milliseconds since the epoch. */
  readonly signIn: readonly { readonly session: string; readonly until: number | null }[];
}

/** What a group of profiles was judged with: enough to explain any of them without asking AWS again. */
export interface PreviewJudged {
  readonly profiles: readonly string[];
  readonly principal: Principal;
  readonly prepared: PreparedPolicy;
  /** AWS's time, milliseconds. */
  now(): number;
  /** The break-glass policy for one of them; loaded at each call. */
  breakglass(profile: string): Promise<BreakglassState>;
}

export type PreviewUpdate =
  | { readonly type: 'rows'; readonly rows: readonly PreviewRow[] }
  | { readonly type: 'facts'; readonly facts: PreviewFacts }
  | { readonly type: 'judged'; readonly judged: PreviewJudged }
  /** So many of the profiles that are asked about have their verdict, or their problem. */
  | { readonly type: 'progress'; readonly done: number; readonly of: number };
