/** Whether a role's trust policy names a caller, and how directly. */
import type { Caller } from '../caller.ts';
import { many, type PolicyDocument, type Statement } from './document.ts';
import { type Answer, type Asked, judgeTrust } from './evaluate.ts';

export interface TrustAnswer {
  readonly answer: Answer;
  /**
   * True where an allowing statement names this very user, role or session: inside one account that
   * alone is enough. Trust in the account leaves the decision to the caller's own policies.
   */
  readonly direct: boolean;
}

/** Judges a trust policy for this caller. */
export function askTrust(trust: PolicyDocument, caller: Caller, asked: Asked): TrustAnswer {
  const answer = judgeTrust(trust, asked, (statement) => naming(statement, caller) !== null);
  const direct =
    answer === 'allow' &&
    judgeTrust(
      trust,
      asked,
      (statement) => statement.Effect === 'Allow' && naming(statement, caller) === 'direct',
    ) === 'allow';
  return { answer, direct };
}

function naming(statement: Statement, caller: Caller): 'direct' | 'account' | null {
  const principal = statement.Principal;
  if (principal === undefined) return null;
  const entries = principal === '*' ? ['*'] : many(principal.AWS);
  const own = [caller.arn, ...(caller.role ? [caller.role.arn] : [])];
  if (entries.some((entry) => entry === '*' || own.includes(entry))) return 'direct';
  const account = [caller.account, `arn:aws:iam::${caller.account}:root`];
  return entries.some((entry) => account.includes(entry)) ? 'account' : null;
}
