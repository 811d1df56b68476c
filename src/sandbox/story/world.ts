/** Builds the story's AWS: three accounts, their people, roles and a few things to look at. */
import type { PolicyDocument } from '../iam/document.ts';
import { base32 } from '../sts/mint.ts';
import type { Account, IamRole, IamUser, World } from '../world.ts';
import { DEV, mfaSerial, PROD, STAGING } from './accounts.ts';
import { PEOPLE } from './people.ts';
import { makeDirectory, permissionSetsIn, SSO_PATH } from './portal.ts';
import { PROD_SCP, ROLES } from './roles.ts';
import { userPolicies } from './user-policies.ts';

/** @param now when the accounts were made, roughly: milliseconds since the epoch. */
export function makeWorld(random: (bytes: number) => Uint8Array, now: number): World {
  const id = (prefix: string) => `${prefix}${base32(random(10))}`;
  const created = Math.floor(now / 1000) * 1000 - 200 * 86_400_000;
  const ownRoles = (number: string) =>
    ROLES.filter((one) => one.account === number).map(
      (one): IamRole => ({
        name: one.name,
        id: id('AROA'),
        path: one.path ?? '/',
        description: one.description,
        maxSessionDuration: one.maxSessionDuration,
        createdAt: created,
        trust: one.trust,
        policies: { permissions: one.permissions },
      }),
    );
  const ssoRoles = (number: string) =>
    permissionSetsIn(number).map(
      (one): IamRole => ({
        name: `AWSReservedSSO_${one.name}_${Buffer.from(random(8)).toString('hex')}`,
        id: id('AROA'),
        path: SSO_PATH,
        description: one.description,
        maxSessionDuration: 12 * 3600,
        createdAt: created,
        trust: portalTrust(number),
        policies: { permissions: one.permissions },
      }),
    );
  const account = (number: string, name: string): Account => ({
    id: number,
    name,
    users: [],
    roles: [...ownRoles(number), ...ssoRoles(number)],
    scps: [],
    buckets: ['logs', 'assets'].map((kind) => ({
      name: `company-${name}-${kind}`,
      createdAt: created,
    })),
    instances: [
      {
        id: `i-0${number.slice(0, 4)}aaaa00000001`,
        name: 'web-1',
        type: 't3.small',
        state: 'running',
      },
      {
        id: `i-0${number.slice(0, 4)}aaaa00000002`,
        name: 'web-2',
        type: 't3.small',
        state: 'running',
      },
    ],
    databases: [
      {
        id: `${name}-orders`,
        engine: 'postgres',
        instanceClass: 'db.t3.small',
        status: 'available',
      },
      {
        id: `${name}-sessions`,
        engine: 'mysql',
        instanceClass: 'db.t3.micro',
        status: 'available',
      },
    ],
  });
  const dev = account(DEV, 'dev');
  dev.users = PEOPLE.map(
    ({ name }): IamUser => ({
      name,
      id: id('AIDA'),
      accessKeys: [{ id: id('AKIA'), secret: Buffer.from(random(30)).toString('base64') }],
      policies: userPolicies(name),
      mfa: { serial: mfaSerial(name), seed: base32(random(20)) },
    }),
  );
  const prod = account(PROD, 'prod');
  prod.scps = [FULL_AWS_ACCESS, PROD_SCP];
  // A world is changed by what is done in it; the sketches above are not.
  return structuredClone({
    accounts: [dev, account(STAGING, 'staging'), prod],
    directory: makeDirectory(),
  });
}

/** Only the portal gives credentials of these roles; nobody assumes them. */
function portalTrust(account: string): PolicyDocument {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: {
          Federated: `arn:aws:iam::${account}:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE`,
        },
        Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
      },
    ],
  };
}

/** An organisation attaches this to every account; without it an SCP allows nothing. */
const FULL_AWS_ACCESS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};
