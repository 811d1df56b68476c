/** The company's sign-in: Identity Center's permission sets, and who is assigned what in which account. */
import type { PolicyDocument } from '../iam/document.ts';
import type { Directory } from '../world.ts';
import { DEV, PROD, REGION, STAGING } from './accounts.ts';
import { PEOPLE } from './people.ts';

/** Where Identity Center keeps its roles, for a home region other than us-east-1. */
export const SSO_PATH = `/aws-reserved/sso.amazonaws.com/${REGION}/`;

/** People sign in with their e-mail address, as most directories have it. */
export const signInName = (person: string): string => `${person}@company.example`;

/** Matches the roles of every permission set in the people's account. */
export const SSO_ROLES = `arn:aws:iam::${DEV}:role/aws-reserved/sso.amazonaws.com/*`;

export interface PermissionSet {
  readonly name: string;
  readonly description: string;
  /** Seconds. */
  readonly session: number;
  readonly permissions: PolicyDocument;
}

const HOUR = 3600;

export const PERMISSION_SETS: readonly PermissionSet[] = [
  {
    name: 'Engineer',
    description: 'Where engineers begin: read the policies, go on into stamped roles',
    session: HOUR,
    permissions: {
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
        { Effect: 'Allow', Action: ['cloudtrail:LookupEvents', 'iam:GetRole'], Resource: '*' },
      ],
    },
  },
  {
    name: 'Analyst',
    description: 'Read the analytics buckets',
    session: 8 * HOUR,
    permissions: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: ['s3:*', 'cloudtrail:*', 'ssm:GetParameter'], Resource: '*' },
      ],
    },
  },
];

const ASSIGNED: readonly [person: string, account: string, permissionSet: string][] = [
  ['alice', DEV, 'Engineer'],
  ['alice', DEV, 'Analyst'],
  ['alice', STAGING, 'Analyst'],
  ['alice', PROD, 'Analyst'],
  ['bob', DEV, 'Engineer'],
  ['bob', DEV, 'Analyst'],
  ['dave', DEV, 'Analyst'],
];

/** The directory of a new world. */
export function makeDirectory(): Directory {
  return {
    account: DEV,
    region: REGION,
    people: PEOPLE.map(({ name }) => ({
      name,
      signInName: signInName(name),
      display: `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
    })),
    permissionSets: PERMISSION_SETS.map(({ name, session }) => ({ name, sessionSeconds: session })),
    assignments: ASSIGNED.map(([person, account, permissionSet]) => ({
      person,
      account,
      permissionSet,
    })),
  };
}

/** The permission sets that somebody is assigned in an account: each has its role there. */
export function permissionSetsIn(account: string): readonly PermissionSet[] {
  return PERMISSION_SETS.filter((set) =>
    ASSIGNED.some(([, where, name]) => where === account && name === set.name),
  );
}
