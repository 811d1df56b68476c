/** Profiles that a policy names and the AWS files here do not have: others may. Pure. */
import type { AskedProfile } from '../policy/compare/compare.ts';
import { compileGlob } from '../policy/glob.ts';
import type { AccessPolicy } from '../policy/types.ts';

/**
 * Each with the roles that the policies mean it to lead to: where it is pinned, and whatever the rules
 * that name it ask for. A name may come more than once.
 */
export function namedProfiles(
  policies: readonly AccessPolicy[],
  known: ReadonlySet<string>,
): AskedProfile[] {
  const places = new Map<string, AskedProfile>();
  const add = (name: string, roleArn: string | null) => {
    if (known.has(name) || /[*?]/.test(name)) return;
    const account = roleArn?.split(':')[4] ?? null;
    places.set(`${name} ${roleArn}`, { name, roleArn, account, stampable: true, door: null });
  };
  for (const { targets, rules } of policies) {
    for (const [name, role] of Object.entries(targets)) add(name, role);
    for (const { conditions } of rules) {
      const roles = rolesOf(conditions.roles, conditions.accounts);
      for (const name of conditions.profiles ?? []) {
        // A pinned profile leads there, or nowhere.
        const pinned = policies.some((one) => Object.hasOwn(one.targets, name));
        if (!pinned) for (const role of roles) add(name, role);
      }
    }
  }
  return [...places.values()];
}

/** Roles that conditions take; null where they ask for none in particular. */
function rolesOf(
  roles: readonly string[] | undefined,
  accounts: readonly string[] | undefined,
): (string | null)[] {
  const account =
    accounts?.[0]?.replace(/\*+/, (_, at) => '0'.repeat(12).slice(at)) ?? '000000000000';
  const plain = `arn:aws:iam::${account.replaceAll(/[*?]/g, '0')}:role/`;
  if (!roles?.length) return [accounts?.length ? `${plain}any` : null];
  return roles.map((pattern) => {
    const glob = compileGlob(pattern);
    const filled = pattern.replace(/:\*+:role/, `:${account}:role`).replace(/\*+/g, 'any');
    const fitting = [filled, `${plain}any`, pattern.replace(/^\*+/, plain).replace(/\*+/g, 'any')];
    return fitting.find((one) => /^arn:/.test(one) && glob.test(one)) ?? null;
  });
}
