import { expandGroups } from '../groups.ts';
import type { BreakglassPolicy } from '../types.ts';
import { shadowed } from './first-match.ts';
import {
  people,
  type Surroundings,
  unknownProfiles,
  type Warning,
  withoutTarget,
  withoutZone,
} from './shared.ts';

/** As lint(), for a break-glass policy. */
export function lintBreakglass(policy: BreakglassPolicy, around: Surroundings = {}): Warning[] {
  const { rules, groups, timezone } = policy;
  return [
    ...rules.flatMap((rule, i) => {
      const at = ['rules', i];
      return [
        ...people(rule.users, groups, [...at, 'users']),
        ...people(rule.closers, groups, [...at, 'closers']),
        ...unknownProfiles(rule.profiles, around, [...at, 'profiles']),
        ...withoutTarget(rule, null, [...at, 'profiles']),
        ...withoutZone(rule.time, timezone, [...at, 'time']),
        ...(rule.alert.length === 0 && rule.notify === 'required'
          ? [{ path: at, message: NOBODY }]
          : []),
      ];
    }),
    // Its roles and accounts do not choose the rule: they are asked once it is chosen.
    ...shadowed(
      rules,
      rules.map(({ profiles, users }) => ({ profiles, users: expandGroups(users, groups) })),
    ),
  ];
}

const NOBODY =
  'no alert: unless the config adds one there is no access, for no alert gets through; add alert, or notify: best_effort';
