import type { Caller } from '../caller.ts';

/**
 * Whether temporary credentials may call this service at all: those of GetFederationToken never call
 * IAM, those of GetSessionToken only where MFA was shown (STS API Reference, GetSessionToken and
 * GetFederationToken). AWS then says that the token is invalid, whatever policies allow.
 */
export function mayCallService(service: string, caller: Caller): boolean {
  if (service !== 'iam' || !caller.temporary) return true;
  if (caller.type === 'federated-user') return false;
  return caller.type !== 'user' || caller.mfaAt !== undefined;
}
