/** What the user's AWS files lead to. No secret is in these; `baseCredentials` reads them on demand. */
import type { ProfileEndpoints } from '../aws/endpoints.ts';
import type { ErrorKind } from '../errors.ts';
import type { SsoStart } from '../sso/types.ts';

/** One AssumeRole on the way from the base credentials to the target. */
export interface Hop {
  readonly roleArn: string;
  readonly externalId: string | null;
}

/** Where the head of a chain gets its credentials. */
export type Base = BaseCommon &
  (
    | { readonly kind: 'static' }
    /** Long-term keys in Sentinel's key store, by the name they were added under. */
    | { readonly kind: 'stored'; readonly keys: string }
    /** AWS_ACCESS_KEY_ID and its companions. */
    | { readonly kind: 'environment' }
    /** IAM Identity Center: GetRoleCredentials of this account and role. */
    | {
        readonly kind: 'sso';
        readonly start: SsoStart;
        readonly account: string;
        readonly role: string;
      }
    /** Another tool's `credential_process`. */
    | { readonly kind: 'process'; readonly command: string }
    /** `roleSessionName` null: one is made up. */
    | {
        readonly kind: 'web_identity';
        readonly tokenFile: string;
        readonly roleArn: string;
        readonly roleSessionName: string | null;
      }
    /** `credential_source`: the instance's role, or the container's. */
    | { readonly kind: 'imds' }
    | { readonly kind: 'container' }
  );

interface BaseCommon {
  /** The profile whose section holds them; null for the environment and for what no profile names. */
  readonly profile: string | null;
  /** For people: `static keys of [alice]`. */
  readonly label: string;
  /** Equal for profiles that share base credentials. */
  readonly key: string;
}

/** Why a profile cannot be used, as its own row and sentence; the others are not touched by it. */
export interface ProfileProblem {
  readonly code: 'cycle' | 'unknown_source' | 'no_base' | 'bad_setting';
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
  /**
   * Why nothing that this profile leads to can carry a stamp, and what to add to it: whole sentences.
   * Null where it leads to a role, or has a problem. Whether its base may set a stamp only AWS tells (`whyUnstampable`).
   */
  readonly unstampable: string | null;
  /** The MFA device that the chain asks for (`mfa_serial`), shown at its head; null: none. */
  readonly mfaSerial: string | null;
  /** What its section says of endpoints, for `decideEndpoints`. */
  readonly endpoints: ProfileEndpoints;
  /** Null exactly where there is a problem. */
  readonly base: Base | null;
  readonly problem: ProfileProblem | null;
}
