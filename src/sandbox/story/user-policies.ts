/** What the story's people may do with their own long-term keys. */
import type { PolicyDocument } from '../iam/document.ts';
import { DEV } from './accounts.ts';

/** The inline policies of one person, by name. */
export function userPolicies(person: string): Record<string, PolicyDocument> {
  return {
    sentinel: USER_POLICY,
    'own-access-keys': OWN_KEYS,
    ...(person === 'bob' && { owner: OWNER_POLICY }),
  };
}

/** What everybody may: assume (their roles' trust decides), read the policies, see the trail. */
const USER_POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Resource: 'arn:aws:iam::*:role/*',
    },
    {
      Effect: 'Allow',
      Action: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
      Resource: [
        `arn:aws:ssm:*:${DEV}:parameter/sentinel`,
        `arn:aws:ssm:*:${DEV}:parameter/sentinel/*`,
      ],
    },
    {
      Effect: 'Allow',
      Action: ['cloudtrail:LookupEvents', 'iam:GetRole', 'sts:GetFederationToken'],
      Resource: '*',
    },
  ],
};

/** As the IAM User Guide has it: "Allows IAM users to manage their own access keys". */
const OWN_KEYS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'AllowManageOwnAccessKeys',
      Effect: 'Allow',
      Action: [
        'iam:CreateAccessKey',
        'iam:DeleteAccessKey',
        'iam:GetAccessKeyLastUsed',
        'iam:ListAccessKeys',
        'iam:UpdateAccessKey',
      ],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
      Resource: 'arn:aws:iam::*:user/${aws:username}',
    },
  ],
};

const OWNER_POLICY: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'ssm:PutParameter',
        'ssm:GetParameterHistory',
        'ssm:DeleteParameter',
        'ssm:DeleteParameters',
      ],
      Resource: `arn:aws:ssm:*:${DEV}:parameter/sentinel/*`,
    },
  ],
};
