import { covers } from '../glob-compare.ts';
import { quoted, type Warning } from './shared.ts';

/** What a rule is for: lists of globs, groups written out; an absent or empty one asks nothing. */
export type Scope = Readonly<Record<string, readonly string[] | undefined>>;

/** More rules than this are not compared with one another: it takes the square of their number. */
export const COMPARED = 1000;

/** Rules that an earlier one takes everything from, where the first that matches speaks. */
export function shadowed(rules: readonly { name: string }[], scopes: readonly Scope[]): Warning[] {
  if (rules.length > COMPARED) return [tooMany()];
  return scopes.flatMap((later, i) => {
    const before = scopes.findIndex((earlier, j) => j < i && takesAll(earlier, later));
    const by = rules[before];
    if (!by) return [];
    const message = `shadowed: ${quoted(by.name)} takes everything of it first`;
    return [{ path: ['rules', i], message }];
  });
}

/** What is said of more rules than are compared. */
export function tooMany(): Warning {
  return { path: ['rules'], message: `more than ${COMPARED} rules: they are not compared` };
}

/** Whether a list of globs takes all that another takes. */
export function globsCover(
  wide: readonly string[] | undefined,
  narrow: readonly string[] | undefined,
): boolean {
  if (!wide?.length) return true;
  return !!narrow?.length && narrow.every((one) => wide.some((other) => covers(other, one)));
}

/** A role's ARN tells its account; undefined where one of them does not. */
export function accountsOfRoles(roles: readonly string[] | undefined): string[] | undefined {
  const accounts = roles?.map((role) => role.split(':')[4] ?? '');
  return accounts?.every((account) => /^\d{12}$/.test(account)) ? accounts : undefined;
}

function takesAll(wide: Scope, narrow: Scope): boolean {
  return Object.keys(wide).every((name) => {
    const given = narrow[name]?.length ? narrow[name] : undefined;
    const roles = narrow['roles']?.length ? narrow['roles'] : undefined;
    return globsCover(wide[name], given ?? (name === 'accounts' ? accountsOfRoles(roles) : given));
  });
}
