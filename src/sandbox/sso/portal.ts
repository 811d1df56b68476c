/** The access portal: what a signed-in person is assigned, and role credentials of it. */
import { AwsFault } from '../fault.ts';
import { mint } from '../sts/mint.ts';
import { findSsoRole, type World } from '../world.ts';
import { member, type RestAction, type RestCall } from './call.ts';
import { drop, find } from './shelf.ts';

const TOKEN_HEADER = 'x-amz-sso_bearer_token';

export const getRoleCredentials: RestAction = {
  service: 'sso',
  name: 'GetRoleCredentials',
  readOnly: true,
  run(call) {
    const account = accountOf(call);
    const permissionSet = query(call, 'role_name');
    const person = personOf(call);
    const assigned = assignments(call, person).some(
      (one) => one.account === account && one.permissionSet === permissionSet,
    );
    const found = findSsoRole(call.cloud.world, account, permissionSet);
    if (!assigned || !found) throw new AwsFault('ForbiddenException', 'No access', 403);
    const { directory } = call.cloud.world;
    const set = directory.permissionSets.find((one) => one.name === permissionSet);
    const session = mint(
      call.cloud,
      {
        kind: 'role',
        account,
        roleArn: `arn:aws:iam::${account}:role${found.role.path}${found.role.name}`,
        sessionName: signInName(call.cloud.world, person),
        sessionPolicies: [],
      },
      set?.sessionSeconds ?? 3600,
    );
    return {
      roleCredentials: {
        accessKeyId: session.accessKeyId,
        secretAccessKey: session.secretAccessKey,
        sessionToken: session.token,
        expiration: session.expiresAt,
      },
    };
  },
};

export const listAccounts: RestAction = {
  service: 'sso',
  name: 'ListAccounts',
  readOnly: true,
  run(call) {
    const person = personOf(call);
    const own = new Set(assignments(call, person).map((one) => one.account));
    const accounts = call.cloud.world.accounts
      .filter((one) => own.has(one.id))
      .map((one) => ({
        accountId: one.id,
        accountName: one.name,
        emailAddress: `aws+${one.name}@company.example`,
      }));
    const { page, nextToken } = paged(call, accounts);
    return { accountList: page, nextToken };
  },
};

export const listAccountRoles: RestAction = {
  service: 'sso',
  name: 'ListAccountRoles',
  readOnly: true,
  run(call) {
    const account = accountOf(call);
    const person = personOf(call);
    const roles = assignments(call, person)
      .filter((one) => one.account === account)
      .map((one) => ({ roleName: one.permissionSet, accountId: account }));
    if (roles.length === 0)
      throw new AwsFault('ResourceNotFoundException', 'Account not found', 404);
    const { page, nextToken } = paged(call, roles);
    return { roleList: page, nextToken };
  },
};

/** Ends the whole sign-in: this token, and the refresh token beside it. */
export const logout: RestAction = {
  service: 'sso',
  name: 'Logout',
  readOnly: false,
  run(call) {
    const { signIn } = bearer(call);
    drop(call.cloud.store, 'sign-in', signIn);
    return null;
  },
};

/** @throws AwsFault UnauthorizedException for a token that is unknown, over or signed out. */
function bearer(call: RestCall): { signIn: string; person: string } {
  const { store } = call.cloud;
  const token = find(store, 'access', call.request.headers[TOKEN_HEADER] ?? '');
  const signIn = token && find(store, 'sign-in', token.value.signIn);
  if (!token || !signIn || call.now >= token.expiresAt) {
    throw new AwsFault('UnauthorizedException', 'Session token not found or invalid', 401);
  }
  call.who.person = signIn.value.person;
  return { signIn: signIn.key, person: signIn.value.person };
}

const personOf = (call: RestCall) => bearer(call).person;

function assignments(call: RestCall, person: string) {
  return call.cloud.world.directory.assignments.filter((one) => one.person === person);
}

function signInName(world: World, person: string): string {
  return world.directory.people.find((one) => one.name === person)?.signInName ?? person;
}

function accountOf(call: RestCall): string {
  const account = query(call, 'account_id');
  if (!/^\d{12}$/.test(account)) {
    throw new AwsFault('InvalidRequestException', 'Account Id is not valid');
  }
  return account;
}

function query(call: RestCall, name: string): string {
  const value = member(call, name);
  if (value) return value;
  throw new AwsFault('InvalidRequestException', `Missing request parameter: ${name}`);
}

/** Pages of `max_result` (1 to 100; 20 when not asked), each naming where the next begins. */
function paged<T>(
  call: RestCall,
  all: readonly T[],
): { page: readonly T[]; nextToken: string | null } {
  const size = Number(member(call, 'max_result') ?? 20);
  if (!Number.isInteger(size) || size < 1 || size > 100) {
    throw new AwsFault('InvalidRequestException', 'max_result must be from 1 to 100');
  }
  const token = member(call, 'next_token');
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString('utf8'));
  if (!Number.isInteger(from) || from < 0) {
    throw new AwsFault('InvalidRequestException', 'Invalid next token');
  }
  const end = from + size;
  return {
    page: all.slice(from, end),
    nextToken: end < all.length ? Buffer.from(String(end)).toString('base64url') : null,
  };
}
