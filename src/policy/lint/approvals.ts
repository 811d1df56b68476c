import { expandGroups } from '../groups.ts';
import type { ApprovalPolicy, ApprovalRule } from '../types.ts';
import { shadowed } from './first-match.ts';
import {
  people,
  type Surroundings,
  unknownProfiles,
  type Warning,
  withoutTarget,
  withoutZone,
} from './shared.ts';

/** As lint(), for an approval policy. */
export function lintApprovals(policy: ApprovalPolicy, around: Surroundings = {}): Warning[] {
  const { rules, groups, timezone } = policy;
  return [
    ...rules.flatMap((rule, i) => {
      const at = ['rules', i];
      const auto = rule.autoApprove;
      return [
        ...people(rule.approvers, groups, [...at, 'approvers']),
        ...unknownProfiles(rule.profiles, around, [...at, 'profiles']),
        ...tooFew(policy, rule, i),
        ...(auto
          ? [
              ...people(auto.users, groups, [...at, 'auto_approve', 'users']),
              ...withoutZone(auto.time, timezone, [...at, 'auto_approve', 'time']),
              ...withoutTarget(rule, null, [...at, 'profiles']),
            ]
          : []),
      ];
    }),
    ...shadowed(
      rules,
      rules.map(({ profiles, roles, accounts }) => ({ profiles, roles, accounts })),
    ),
  ];
}

/** More approvals than there are approvers can never be had. */
function tooFew({ groups }: ApprovalPolicy, rule: ApprovalRule, i: number): Warning[] {
  const names = expandGroups(rule.approvers, groups);
  if (names.some((name) => /[*?]/.test(name)) || names.length >= rule.approvals) return [];
  if (names.length === 0) return []; // its empty groups are told
  const message = `asks for ${rule.approvals} approvals and names only ${names.length} who can give one`;
  return [{ path: ['rules', i, 'approvals'], message }];
}
