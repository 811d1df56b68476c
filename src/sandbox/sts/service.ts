import type { Service } from '../cloud.ts';
import { assumeRole } from './assume-role.ts';
import { getFederationToken, getSessionToken } from './tokens.ts';

/** STS, query protocol. It judges its own permissions, as trust policies have a say in them. */
export const sts: Service = {
  name: 'sts',
  protocol: 'query',
  source: 'sts.amazonaws.com',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  actions: {
    GetCallerIdentity: {
      readOnly: true,
      unchecked: true,
      run: ({ caller }) => ({ Arn: caller.arn, UserId: caller.userId, Account: caller.account }),
    },
    AssumeRole: { readOnly: true, unchecked: true, run: assumeRole },
    GetSessionToken: { readOnly: true, unchecked: true, run: getSessionToken },
    GetFederationToken: { readOnly: true, run: getFederationToken },
  },
};
