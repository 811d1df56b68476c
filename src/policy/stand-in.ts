import type { Principal } from '../identity/types.ts';

/**
 * The IAM user of that name, for questions about people who are not here: in the target role's account
 * and partition, else in account 000000000000.
 */
export function userStandIn(name: string, roleArn: string | null): Principal {
  const [, partition = 'aws', , , account = '000000000000'] = roleArn?.split(':') ?? [];
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
