/** What the user's AWS files lead to. No secret is in these; `baseCredentials` reads them on demand. */
import type { ErrorKind } from '../errors.ts';

/** One AssumeRole on the way from the base credentials to the target. */
export interface Hop {
  readonly roleArn: string;
  readonly externalId: string | null;
}

/** Where the head of a chain gets its credentials. */
export interface Base {
  readonly kind: 'static' | 'environment';
  /** The profile whose section holds the keys; null for the environment. */
  readonly profile: string | null;
  /** For people: `static keys of [alice]`. */
  readonly label: string;
  /** Equal for profiles that share base credentials. */
  readonly key: string;
}

/** Why a profile cannot be used, as its own row and sentence; the others are not touched by it. */
export interface ProfileProblem {
  readonly code:
    | 'sso'
    | 'mfa'
    | 'unsupported'
    | 'cycle'
    | 'unknown_source'
    | 'no_base'
    | 'bad_setting';
  readonly kind: ErrorKind;
  readonly message: string;
  readonly next: readonly string[];
}

export interface Profile {
  readonly name: string;
  /** The region in the profile's own section. */
  readonly region: string | null;
  /** The role it leads to; null: none, so nothing can carry a stamp (*unstampable*). */
  readonly roleArn: string | null;
  /** The target's account where the files tell it. */
  readonly account: string | null;
  /** `sentinel_duration_seconds` / `duration_seconds`. */
  readonly durationSeconds: number | null;
  /** From the base to the target, in order; the last is `roleArn`. Empty where unstampable. */
  readonly hops: readonly Hop[];
  /** Null exactly where there is a problem. */
  readonly base: Base | null;
  readonly problem: ProfileProblem | null;
}
