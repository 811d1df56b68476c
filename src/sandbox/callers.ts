/** Callers from the world: policies are looked up on each call, so a change takes effect at once. */
import type { Caller, Session } from './caller.ts';
import { type Account, findRole, type IamUser, userArn, type World } from './world.ts';

export function callerOfUser(account: Account, user: IamUser, accessKeyId: string): Caller {
  return {
    type: 'user',
    arn: userArn(account, user),
    account: account.id,
    userId: user.id,
    userName: user.name,
    accessKeyId,
    temporary: false,
    policies: Object.values(user.policies),
    sessionPolicies: [],
  };
}

/** Null where the role or user behind the session is gone. */
export function callerOfSession(world: World, session: Session): Caller | null {
  const shared = {
    account: session.account,
    accessKeyId: session.accessKeyId,
    temporary: true,
    issuedAt: session.issuedAt,
    sessionPolicies: session.sessionPolicies,
    ...(session.mfaAt !== undefined && { mfaAt: session.mfaAt }),
  };
  if (session.kind === 'role') return roleCaller(world, session, shared);
  const account = world.accounts.find((one) => one.id === session.account);
  const user = account?.users.find((one) => one.name === session.userName);
  if (!account || !user) return null;
  const asUser = { ...callerOfUser(account, user, session.accessKeyId), ...shared };
  if (session.kind === 'user') return asUser;
  return {
    ...asUser,
    type: 'federated-user',
    arn: `arn:aws:sts::${account.id}:federated-user/${session.sessionName}`,
    userId: `${account.id}:${session.sessionName}`,
    sessionName: session.sessionName ?? '',
  };
}

function roleCaller(
  world: World,
  session: Session,
  shared: Pick<Caller, 'account' | 'accessKeyId' | 'temporary' | 'sessionPolicies'>,
): Caller | null {
  const found = findRole(world, session.roleArn ?? '');
  if (!found) return null;
  const { role } = found;
  const name = session.sessionName ?? '';
  return {
    ...shared,
    type: 'assumed-role',
    arn: `arn:aws:sts::${session.account}:assumed-role/${role.name}/${name}`,
    userId: `${role.id}:${name}`,
    role: { arn: session.roleArn ?? '', name: role.name, id: role.id },
    sessionName: name,
    ...(session.sourceIdentity !== undefined && { sourceIdentity: session.sourceIdentity }),
    policies: Object.values(role.policies),
  };
}
