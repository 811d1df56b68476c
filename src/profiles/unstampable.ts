/** Why a profile without a role of ours cannot be stamped, and the way out, by what its base is. Pure. */
import type { Base } from './types.ts';

/** Two sentences: why, and what to add. */
export function whyNoStamp(name: string, base: Base): string {
  const fix = `Add sentinel_role_arn = arn:aws:iam::ACCOUNT:role/NAME to [${name}]`;
  switch (base.kind) {
    case 'sso':
      return `[${name}] is a permission set of IAM Identity Center, whose credentials carry no stamp. ${fix}: a role that this sign-in may assume.`;
    case 'web_identity':
      return `[${name}] gets its credentials for an identity provider's token, which carry no stamp of Sentinel's. ${fix}: a role that ${base.roleArn} may assume.`;
    case 'process':
      return `[${name}] gets its credentials from another tool's credential_process, and nobody can stamp them afterwards. ${fix}: a role that they may assume.`;
    case 'imds':
    case 'container':
      return `[${name}] gets the credentials of this machine's own role, which carry no stamp. ${fix}: a role that it may assume.`;
    case 'stored':
    case 'static':
    case 'environment':
      return `[${name}] holds keys and leads to no role, so nothing can carry a stamp. ${fix}: a role that these keys may assume.`;
  }
}
