/** The roles of the story: all but one trust only who comes with Sentinel's stamp in its own name. */
import type { PolicyDocument } from '../iam/document.ts';
import { DEV, PROD, role, STAGING } from './accounts.ts';
import { SSO_ROLES } from './portal.ts';

export interface RoleSketch {
  readonly account: string;
  readonly name: string;
  readonly path?: string;
  readonly description: string;
  readonly maxSessionDuration: number;
  readonly trust: PolicyDocument;
  readonly permissions: PolicyDocument;
}

const HOUR = 3600;

type Statement = PolicyDocument['Statement'][number];

const ASSUME_STAMPED: Statement = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${DEV}:root` },
  Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
};

const STAMPED_BY_USER: Statement = {
  ...ASSUME_STAMPED,
  // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
  Condition: { StringLike: { 'sts:SourceIdentity': 'sentinel=${aws:username}=*' } },
};

export const ROLES: readonly RoleSketch[] = [
  stamped(DEV, 'Developer', 'Work on the development account', 12 * HOUR, '*'),
  stamped(STAGING, 'Developer', 'Work on the staging account', 4 * HOUR, '*'),
  stamped(STAGING, 'Deployer', 'Deploy to staging', HOUR, '*'),
  stamped(PROD, 'ProdAdmin', 'Everything in production', 4 * HOUR, '*'),
  stamped(PROD, 'DatabaseAdmin', 'The production databases', HOUR, ['rds:*', 'cloudtrail:*']),
  stamped(PROD, 'ReadOnly', 'Look, but do not touch', HOUR, [
    's3:List*',
    'ec2:Describe*',
    'rds:Describe*',
    'cloudtrail:LookupEvents',
    'iam:GetRole',
    'ssm:GetParameter*',
  ]),
  stamped(PROD, 'Payments', 'The payment service', HOUR, ['s3:*', 'rds:Describe*', 'cloudtrail:*']),
  stamped(PROD, 'OrganizationAdmin', 'Billing and the organisation', HOUR, '*'),
  {
    ...stamped(PROD, 'Billing', 'Invoices and payment means', HOUR, ['s3:*', 'cloudtrail:*']),
    trust: document({
      ...STAMPED_BY_USER,
      Condition: {
        ...STAMPED_BY_USER.Condition,
        Bool: { 'aws:MultiFactorAuthPresent': 'true' },
        NumericLessThan: { 'aws:MultiFactorAuthAge': String(12 * HOUR) },
      },
    }),
  },
  {
    ...stamped(STAGING, 'LogReader', "Staging's logs, for whoever signed in", HOUR, [
      's3:*',
      'ec2:Describe*',
      'cloudtrail:*',
    ]),
    trust: document({
      ...ASSUME_STAMPED,
      Condition: {
        ArnLike: { 'aws:PrincipalArn': SSO_ROLES },
        StringLike: { 'sts:SourceIdentity': 'sentinel=*' },
      },
    }),
  },
  {
    ...stamped(STAGING, 'Migrator', 'Moves databases; reached through Developer only', HOUR, [
      'rds:*',
      'cloudtrail:*',
    ]),
    trust: document({
      ...ASSUME_STAMPED,
      Principal: { AWS: role(DEV, 'Developer') },
      Condition: { StringLike: { 'sts:SourceIdentity': 'sentinel=*' } },
    }),
  },
  {
    account: PROD,
    name: 'LegacyAdmin',
    description: 'From before stamps: its trust policy lacks sts:SetSourceIdentity',
    maxSessionDuration: HOUR,
    trust: document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${DEV}:root` },
      Action: 'sts:AssumeRole',
    }),
    permissions: document({ Effect: 'Allow', Action: '*', Resource: '*' }),
  },
];

/** In production nothing is destroyed without a stamp; the emergency role is exempt. */
export const PROD_SCP: PolicyDocument = document({
  Sid: 'DestroyOnlyWithAStamp',
  Effect: 'Deny',
  Action: ['rds:DeleteDBInstance', 'ec2:TerminateInstances'],
  Resource: '*',
  Condition: {
    StringNotLike: { 'aws:SourceIdentity': 'sentinel=*' },
    ArnNotLike: { 'aws:PrincipalArn': `arn:aws:iam::${PROD}:role/Emergency` },
  },
});

function stamped(
  account: string,
  name: string,
  description: string,
  maxSessionDuration: number,
  actions: string | string[],
): RoleSketch {
  return {
    account,
    name,
    description,
    maxSessionDuration,
    trust: document(STAMPED_BY_USER),
    permissions: document({ Effect: 'Allow', Action: actions, Resource: '*' }),
  };
}

function document(statement: Statement): PolicyDocument {
  return { Version: '2012-10-17', Statement: [statement] };
}
