import type { Principal } from '../identity/types.ts';

/** The IAM user of that name, for questions about people who are not here. */
export function userStandIn(name: string, account: string | null): Principal {
  const of = account ?? '000000000000';
  return {
    arn: `arn:aws:iam::${of}:user/${name}`,
    account: of,
    partition: 'aws',
    type: 'user',
    role: null,
    rawName: name,
    userId: '',
  };
}
