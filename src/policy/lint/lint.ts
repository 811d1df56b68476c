import { nfc } from '../glob.ts';
import type { AccessPolicy } from '../types.ts';
import { COMPARED, tooMany } from './first-match.ts';
import {
  asksForFewer,
  isCatchAll,
  type Reach,
  reachOf,
  share,
  shareTime,
  takesAll,
} from './reach.ts';
import {
  people,
  quoted,
  type Surroundings,
  unknownProfiles,
  type Warning,
  withoutTarget,
  withoutZone,
} from './shared.ts';

/** Looks over a policy that parses. Pure; the warnings come in the order of the text. */
export function lint(policy: AccessPolicy, around: Surroundings = {}): Warning[] {
  const warnings = policy.rules.flatMap(({ effect, conditions }, i) => {
    const { time, users, profiles } = conditions;
    const at = ['rules', i, 'conditions'];
    return [
      ...withoutZone(time, policy.timezone, [...at, 'time']),
      ...(effect === 'deny' ? [] : withoutTarget(conditions, policy.targets, [...at, 'profiles'])),
      ...people(users ?? [], policy.groups, [...at, 'users']),
      ...unknownProfiles(profiles, around, [...at, 'profiles']),
    ];
  });
  const reaches = reachOf(policy);
  if (reaches.length > COMPARED) warnings.push(tooMany());
  else warnings.push(...comparisons(reaches));
  for (const profile of Object.keys(policy.targets)) {
    if (around.profiles?.every((one) => nfc(one) !== profile)) {
      warnings.push({
        path: ['targets', profile],
        message: `there is no profile ${quoted(profile)} in the AWS config`,
      });
    }
  }
  if (!reaches.some(isCatchAll)) {
    warnings.push({
      path: ['rules'],
      message: 'no catch-all: end with a rule of conditions {} that says what happens to all else',
    });
  }
  return warnings;
}

function comparisons(reaches: readonly Reach[]): Warning[] {
  const catchAll = reaches.find(isCatchAll);
  return reaches.flatMap((later, i): Warning[] => {
    const path = ['rules', i];
    if (catchAll && catchAll.index < i) {
      return [
        {
          path,
          message: `unreachable: the catch-all ${quoted(catchAll.rule.name)} stands before it`,
        },
      ];
    }
    const before = reaches.slice(0, i);
    const shadow = before.find((earlier) => takesAll(earlier, later));
    if (shadow) {
      const deny = shadow.rule.effect === 'allow' && later.rule.effect === 'deny';
      const why = deny ? '; a narrower deny must stand before the allow' : '';
      return [
        {
          path,
          message: `shadowed: ${quoted(shadow.rule.name)} takes every request of it first${why}`,
        },
      ];
    }
    return before.flatMap((earlier) => clash(earlier, later, path));
  });
}

/** What is odd about two rules that take some of the same requests. */
function clash(earlier: Reach, later: Reach, path: Warning['path']): Warning[] {
  const [first, second] = [earlier.rule, later.rule];
  if (first.effect === second.effect || !share(earlier, later) || !shareTime(earlier, later))
    return [];
  if (first.effect === 'allow' && second.effect === 'deny' && asksForFewer(later, earlier)) {
    return [{ path, message: `${quoted(first.name)} allows before this narrower deny is asked` }];
  }
  if (!earlier.time || !later.time) return [];
  return [
    {
      path: [...path, 'conditions', 'time'],
      message: `its window overlaps that of ${quoted(first.name)}, which says ${first.effect} and comes first`,
    },
  ];
}
