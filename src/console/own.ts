/**
 * Whose a session is. One person is several principals to AWS: keys of their own here, a role of each
 * sign-in there. A ledger may be shared (the sandbox's is), so the names alone do not tell. Pure.
 */
import type { State } from './state.ts';

/**
 * An ARN as one recognises one's own by. IAM Identity Center ends the names of its roles in 16 hex that are
 * not known before AWS was asked about that role (its user guide), and the sign-in's name is in the ARN.
 */
export function ownKey(arn: string): string {
  return arn.replace(/(:assumed-role\/AWSReservedSSO_[^/]*)_[0-9a-f]{16}\//, '$1/');
}

/** True for an ARN that the base of one of these profiles is known by; false until AWS has said who we are. */
export function isMine(state: Pick<State, 'facts' | 'own'>, arn: string): boolean {
  return state.facts !== null && (arn === state.facts.arn || state.own.has(ownKey(arn)));
}
