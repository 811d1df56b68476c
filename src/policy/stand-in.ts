import type { Principal } from '../identity/types.ts';

/**
 * The IAM user of that name, for questions about people who are not here: in the account and partition
 * of `like` (the caller's ARN where AWS has told it, else the target role's), else in account 000000000000.
 */
export function userStandIn(name: string, like: string | null): Principal {
  const [, partition = 'aws', , , account = '000000000000'] = like?.split(':') ?? [];
  return {
    arn: `arn:${partition}:iam::${account}:user/${name}`,
    account,
    partition,
    type: 'user',
    role: null,
    rawName: name,
    userId: '',
  };
}
