/**
 * The few kinds of failure Sentinel tells a user about. Each carries its exit code and what to type
 * next; anything else that is thrown is a bug and is reported as one.
 */

import type { SsoStart } from './sso/types.ts';

export type ErrorKind =
  | 'failed' // broken policy or config, AWS refused one of our calls, log or file not writable
  | 'usage'
  | 'denied'
  | 'approval_needed'
  | 'server_needed'
  | 'not_signed_in'
  | 'unavailable'
  | 'interrupted';

/** Exit codes of all commands. */
export const EXIT_CODES: Readonly<Record<ErrorKind, number>> = {
  failed: 1,
  usage: 2,
  denied: 3,
  approval_needed: 4,
  server_needed: 5,
  not_signed_in: 6,
  unavailable: 7,
  interrupted: 130,
};

/** What each exit code means, as help and README print it. */
export const EXIT_MEANINGS: Readonly<Record<number, string>> = {
  0: 'done',
  1: 'error: broken policy or config, AWS refused a call, log, ledger or file not writable',
  2: 'usage',
  3: 'denied by policy',
  4: 'approval needed',
  5: 'server mode needed',
  6: 'not signed in, or MFA needed',
  7: 'AWS or network not reachable, or a ledger that this version cannot use',
  130: 'interrupted',
};

/**
 * What a door with a person before it can ask for, and then try again; one without only says the sentence.
 * Carried by `not_signed_in` errors.
 */
export type Need =
  /** A sign-in to IAM Identity Center. */
  | { readonly kind: 'sso'; readonly start: SsoStart }
  /** A code of this MFA device (serial number or ARN). */
  | { readonly kind: 'mfa'; readonly serial: string };

/**
 * A failure that is the user's to know about.
 * @param message one sentence: what happened and why. Never holds a secret.
 * @param next what to type or do next, one entry a line; may be empty.
 */
export class SentinelError extends Error {
  override readonly name = 'SentinelError';
  readonly kind: ErrorKind;
  readonly next: readonly string[];
  /** What would help, where a person can be asked. */
  readonly need: Need | undefined;

  constructor(
    kind: ErrorKind,
    message: string,
    next: readonly string[] = [],
    cause?: unknown,
    need?: Need,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.next = next;
    this.need = need;
  }

  get exitCode(): number {
    return EXIT_CODES[this.kind];
  }
}
