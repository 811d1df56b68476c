/**
 * Brings the world of a home that an older build made to this build's story. What was done in it stays:
 * keys, ids, instances, databases, the trail. What the story alone says (roles, policies, the directory)
 * becomes the new one.
 */
import { type Account, type IamRole, permissionSetOf, type World } from '../world.ts';

/** @param fresh a world of this build. */
export function upgradeWorld(known: World, fresh: World): World {
  return {
    accounts: fresh.accounts.map((account) => {
      const before = known.accounts.find((one) => one.id === account.id);
      return before ? upgradeAccount(before, account) : account;
    }),
    directory: fresh.directory,
  };
}

function upgradeAccount(before: Account, fresh: Account): Account {
  return {
    ...before,
    scps: fresh.scps,
    users: fresh.users.map((user) => {
      const own = before.users.find((one) => one.name === user.name);
      return own ? { ...user, ...own, policies: user.policies } : user;
    }),
    roles: fresh.roles.map((role) => {
      const own = before.roles.find((one) => sameRole(one, role));
      return own ? { ...role, name: own.name, id: own.id, createdAt: own.createdAt } : role;
    }),
  };
}

/** Roles of the portal have a random end in their names. */
function sameRole(one: IamRole, other: IamRole): boolean {
  if (one.path !== other.path) return false;
  const set = permissionSetOf(one);
  return set === null ? one.name === other.name : set === permissionSetOf(other);
}
