/** IAM Identity Center (SSO) as the AWS files name it, and what a sign-in gives. Types only. */

/** What one signs in to: an `[sso-session]`, or the legacy keys inside a profile. */
export interface SsoStart {
  /** The `[sso-session NAME]`; null for the legacy form, whose tokens are not refreshed. */
  readonly session: string | null;
  readonly startUrl: string;
  readonly region: string;
  /** `sso_registration_scopes`; default `sso:account:access`. */
  readonly scopes: readonly string[];
}

/** A token as it lies in the AWS CLI's cache. Secret: never shown, never logged. */
export interface SsoToken {
  readonly accessToken: string;
  /** Milliseconds since the epoch, UTC. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly registrationExpiresAt?: number;
}

/** What the files alone say, without the network: for lists and headers. */
export type SignInState =
  | { readonly signedIn: true; readonly until: number; readonly refreshable: boolean }
  | { readonly signedIn: false; readonly why: 'never' | 'ended' | 'unreadable' };

/** What a person must do for a sign-in to go on. */
export interface SignInPrompt {
  readonly flow: 'device' | 'pkce';
  /** To be opened in a browser; for the device flow the code is in it. */
  readonly url: string;
  /** The device flow's code, to compare with the one on the page; null for PKCE. */
  readonly userCode: string | null;
  /** When this attempt ends, milliseconds. */
  readonly expiresAt: number;
  /** Whether a browser was started here; else the person opens the address somewhere. */
  readonly opened: boolean;
}

export interface SignInOptions {
  /** `auto`: PKCE where a browser can be opened on this machine, else the device code. */
  readonly flow?: 'auto' | 'device' | 'pkce';
  /** False: never start a browser. */
  readonly browser?: boolean;
  readonly tell: (prompt: SignInPrompt) => void;
  readonly signal?: AbortSignal;
  /** The wait between two looks at a device code; absent: the clock's seconds. */
  readonly pause?: (seconds: number, signal: AbortSignal | undefined) => Promise<void>;
}
