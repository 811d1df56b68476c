import leven from 'leven';
import { compileGlob, nfc } from '../glob.ts';
import type { AccessPolicy, Rule } from '../types.ts';
import {
  asksForFewer,
  isCatchAll,
  type Reach,
  reachOf,
  share,
  shareTime,
  takesAll,
} from './reach.ts';

/** Something that passes but is probably not what was meant. */
export interface Warning {
  /** Where in the document: `['rules', 2, 'conditions']`. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is known of the machine, where a policy is checked against it. */
export interface Surroundings {
  /** The names in the AWS config. */
  readonly profiles?: readonly string[];
}

/** More rules than this are not compared with one another: it takes the square of their number. */
const COMPARED = 1000;

/** Looks over a policy that parses. Pure; the warnings come in the order of the text. */
export function lint(policy: AccessPolicy, around: Surroundings = {}): Warning[] {
  const warnings = policy.rules.flatMap((rule, i) => [
    ...withoutZone(policy, rule, i),
    ...withoutTarget(policy, rule, i),
    ...unknownGroups(policy, rule, i),
    ...unknownProfiles(rule, i, around),
  ]);
  const reaches = reachOf(policy);
  if (reaches.length > COMPARED) {
    warnings.push({
      path: ['rules'],
      message: `more than ${COMPARED} rules: they are not compared`,
    });
  } else warnings.push(...comparisons(reaches));
  for (const profile of Object.keys(policy.targets)) {
    if (around.profiles && !around.profiles.includes(profile)) {
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

function withoutZone(policy: AccessPolicy, rule: Rule, i: number): Warning[] {
  const { time } = rule.conditions;
  if (!time || time.timezone !== undefined || policy.timezone !== undefined) return [];
  return [
    {
      path: ['rules', i, 'conditions', 'time'],
      message: 'no zone: the window runs in UTC; name one here or with timezone: at the top',
    },
  ];
}

/** A profile is a section of a file that the user may edit; only a role or account is AWS's. */
function withoutTarget(policy: AccessPolicy, rule: Rule, i: number): Warning[] {
  const { profiles, roles, accounts } = rule.conditions;
  if (rule.effect === 'deny' || !profiles?.length || roles?.length || accounts?.length) return [];
  const loose = profiles.filter((profile) => !Object.hasOwn(policy.targets, profile));
  if (loose.length === 0) return [];
  return [
    {
      path: ['rules', i, 'conditions', 'profiles'],
      message: `anyone may point ${quoted(loose[0] ?? '')} at another role; add roles, accounts or targets`,
    },
  ];
}

/** A name that is a slip of the pen away from a group's is probably meant to be the group. */
function unknownGroups(policy: AccessPolicy, rule: Rule, i: number): Warning[] {
  const groups = Object.keys(policy.groups);
  return (rule.conditions.users ?? []).flatMap((entry, j) => {
    if (groups.includes(entry) || /[*?]/.test(entry)) return [];
    const near = groups.find((group) => leven(entry, group) <= (group.length > 5 ? 2 : 1));
    if (near === undefined) return [];
    return [
      {
        path: ['rules', i, 'conditions', 'users', j],
        message: `there is no group ${quoted(entry)}; did you mean ${quoted(near)}?`,
      },
    ];
  });
}

function unknownProfiles(rule: Rule, i: number, around: Surroundings): Warning[] {
  const { profiles: known } = around;
  if (!known) return [];
  return (rule.conditions.profiles ?? []).flatMap((pattern, j) => {
    const glob = compileGlob(pattern);
    if (known.some((profile) => glob.test(nfc(profile)))) return [];
    const what = glob.form === 'exact' ? 'there is no profile' : 'no profile matches';
    return [
      {
        path: ['rules', i, 'conditions', 'profiles', j],
        message: `${what} ${quoted(pattern)} in the AWS config`,
      },
    ];
  });
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
