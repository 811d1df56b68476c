import { meets } from '../glob-compare.ts';
import { expandGroups } from '../groups.ts';
import { type AccessPolicy, MODES, type Rule, type TimeWindow } from '../types.ts';
import { accountsOfRoles, globsCover } from './first-match.ts';
import { common, type Week, weekTable, within } from './weeks.ts';

/** A rule's conditions with groups written out and everything that asks nothing left out. */
export interface Reach {
  readonly rule: Rule;
  readonly index: number;
  readonly globs: Readonly<Partial<Record<GlobCondition, readonly string[]>>>;
  readonly modes: readonly string[];
  readonly time: TimeWindow | undefined;
  readonly zone: string;
  readonly week: Week;
}

export const GLOB_CONDITIONS = ['profiles', 'users', 'principals', 'roles', 'accounts'] as const;
export type GlobCondition = (typeof GLOB_CONDITIONS)[number];

/** Which requests each rule is for, in file order. */
export function reachOf(policy: AccessPolicy): Reach[] {
  const weekOf = weekTable();
  return policy.rules.map((rule, index) => {
    const { conditions } = rule;
    const zone = conditions.time?.timezone ?? policy.timezone ?? 'UTC';
    const globs: Partial<Record<GlobCondition, readonly string[]>> = {};
    for (const name of GLOB_CONDITIONS) {
      const asked = conditions[name];
      if (asked?.length)
        globs[name] = name === 'users' ? expandGroups(asked, policy.groups) : asked;
    }
    return {
      rule,
      index,
      globs,
      modes: conditions.mode?.length ? conditions.mode : MODES,
      time: conditions.time,
      zone,
      week: weekOf(conditions.time, zone),
    };
  });
}

/** Whether the rule takes every request. */
export function isCatchAll({ globs, modes, time }: Reach): boolean {
  return Object.keys(globs).length === 0 && MODES.every((mode) => modes.includes(mode)) && !time;
}

/** Whether `wide` takes every request that `narrow` takes, as far as can be told from the text. */
export function takesAll(wide: Reach, narrow: Reach): boolean {
  return (
    GLOB_CONDITIONS.every((name) => conditionCovers(wide, narrow, name)) &&
    narrow.modes.every((mode) => wide.modes.includes(mode)) &&
    (!wide.time ||
      (!!narrow.time && wide.zone === narrow.zone && within(narrow.week.wall(), wide.week.wall())))
  );
}

/** Whether some request could be taken by both, whatever the time. */
export function share(a: Reach, b: Reach): boolean {
  return (
    a.modes.some((mode) => b.modes.includes(mode)) &&
    GLOB_CONDITIONS.every((name) => {
      const [one, other] = [a.globs[name], b.globs[name]];
      return !one || !other || one.some((x) => other.some((y) => meets(x, y)));
    })
  );
}

/** Whether both are open at some time of the week. */
export function shareTime(a: Reach, b: Reach): boolean {
  return !a.time || !b.time || common(a.week.zoned(), b.week.zoned());
}

/** Whether `narrow` asks for fewer targets than `wide`: profiles, roles or accounts. */
export function asksForFewer(narrow: Reach, wide: Reach): boolean {
  return (['profiles', 'roles', 'accounts'] as const).some(
    (name) =>
      narrow.globs[name] &&
      conditionCovers(wide, narrow, name) &&
      !conditionCovers(narrow, wide, name),
  );
}

function conditionCovers(wide: Reach, narrow: Reach, name: GlobCondition): boolean {
  const { roles } = narrow.globs;
  const given = narrow.globs[name] ?? (name === 'accounts' ? accountsOfRoles(roles) : undefined);
  return globsCover(wide.globs[name], given);
}
