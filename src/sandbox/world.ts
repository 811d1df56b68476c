/**
 * What the sandbox's AWS holds: accounts with their users, roles and a few resources. Plain data, kept
 * as one JSON document; what changes with every call (sessions, parameters, events) has its own tables.
 */
import type { PolicyDocument } from './iam/document.ts';

export interface World {
  accounts: Account[];
  directory: Directory;
}

/** IAM Identity Center: who signs in at the portal, and what each is assigned there. */
export interface Directory {
  /** Where Identity Center lives: its calls are recorded there. */
  account: string;
  region: string;
  people: {
    /** The person of the story: `alice`. */
    name: string;
    /** What one signs in with; it becomes the session name of role credentials. */
    signInName: string;
    display: string;
  }[];
  permissionSets: {
    name: string;
    /** How long role credentials of it live, seconds. */
    sessionSeconds: number;
  }[];
  assignments: { person: string; account: string; permissionSet: string }[];
}

export interface Account {
  /** 12 digits. */
  id: string;
  name: string;
  users: IamUser[];
  roles: IamRole[];
  /** Service control policies: what nobody in this account may do, whatever IAM says. */
  scps: PolicyDocument[];
  buckets: { name: string; createdAt: number }[];
  instances: { id: string; name: string; type: string; state: string }[];
  databases: { id: string; engine: string; instanceClass: string; status: string }[];
}

export interface IamUser {
  name: string;
  /** AIDA... */
  id: string;
  accessKeys: AccessKey[];
  policies: Record<string, PolicyDocument>;
  /** A virtual MFA device; its seed is base32. */
  mfa?: { serial: string; seed: string };
}

/** A long-term key. The first one of a home comes with the story and has no date of its own. */
export interface AccessKey {
  id: string;
  secret: string;
  /** Absent: active. */
  status?: 'Active' | 'Inactive';
  /** Milliseconds since the epoch; absent: with the account. */
  createdAt?: number;
  /** New keys take some seconds to be known everywhere: refused before this, milliseconds since the epoch. */
  acceptedFrom?: number;
}

export interface IamRole {
  name: string;
  /** AROA... */
  id: string;
  /** `/` or `/aws-reserved/.../`. */
  path: string;
  description: string;
  /** Seconds. */
  maxSessionDuration: number;
  createdAt: number;
  trust: PolicyDocument;
  policies: Record<string, PolicyDocument>;
}

/** The role an ARN names, with its account; null where the world has none. */
export function findRole(world: World, arn: string): { role: IamRole; account: Account } | null {
  const match = /^arn:aws:iam::(\d{12}):role(\/.*\/|\/)([^/]+)$/.exec(arn);
  if (!match) return null;
  const account = world.accounts.find((one) => one.id === match[1]);
  const role = account?.roles.find((one) => one.name === match[3] && one.path === match[2]);
  return account && role ? { role, account } : null;
}

/**
 * The role that Identity Center made in an account for a permission set, named as AWS names it:
 * `AWSReservedSSO_<permission set>_<16 hex>`. Null where there is none.
 */
export function findSsoRole(
  world: World,
  accountId: string,
  permissionSet: string,
): { role: IamRole; account: Account } | null {
  const account = world.accounts.find((one) => one.id === accountId);
  const role = account?.roles.find((one) => permissionSetOf(one) === permissionSet);
  return account && role ? { role, account } : null;
}

/** The permission set a role belongs to; null for any other role. */
export function permissionSetOf(role: Pick<IamRole, 'name' | 'path'>): string | null {
  if (!role.path.startsWith('/aws-reserved/sso.amazonaws.com/')) return null;
  return /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(role.name)?.[1] ?? null;
}

/** The long-term key's owner; null for a key the world never gave out. */
export function findAccessKey(
  world: World,
  keyId: string,
): { user: IamUser; account: Account; key: AccessKey } | null {
  for (const account of world.accounts) {
    for (const user of account.users) {
      const key = user.accessKeys.find((one) => one.id === keyId);
      if (key) return { user, account, key };
    }
  }
  return null;
}

export function userArn(account: Account, user: IamUser): string {
  return `arn:aws:iam::${account.id}:user/${user.name}`;
}

export function roleArn(account: Account, role: IamRole): string {
  return `arn:aws:iam::${account.id}:role${role.path}${role.name}`;
}
