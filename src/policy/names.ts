import type { Principal } from '../identity/types.ts';
import { compileGlob, nfc } from './glob.ts';

/**
 * Whether the caller's name may be held against `users`, groups and approvers. A name counts only
 * where AWS or the identity provider set it: IAM users, sessions of IAM Identity Center
 * (`AWSReservedSSO_*`), and principals that the policy trusts by ARN. Whoever assumes another role,
 * or asks for a federation token, chooses the session's name freely.
 * @param trustedPrincipals globs over the caller's full ARN.
 * @returns why, as half a sentence for people.
 */
export function nameCounts(
  principal: Principal,
  trustedPrincipals: readonly string[],
): { readonly counts: boolean; readonly why: string } {
  if (principal.type === 'user')
    return { counts: true, why: 'the name of an IAM user, set by AWS' };
  if (principal.type === 'assumed-role' && principal.role?.startsWith('AWSReservedSSO_')) {
    return { counts: true, why: 'a sign-in name, set by IAM Identity Center' };
  }
  const arn = nfc(principal.arn);
  const trusted = trustedPrincipals.find((pattern) => compileGlob(pattern).test(arn));
  if (trusted !== undefined) return { counts: true, why: `trusted_principals has ${trusted}` };
  if (principal.type === 'root') return { counts: false, why: 'root is an account, not a person' };
  const what =
    principal.type === 'federated-user' ? 'the federation token' : `role ${principal.role}`;
  return { counts: false, why: `whoever took ${what} chose this session name freely` };
}
