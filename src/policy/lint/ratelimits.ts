import type { RateLimitPolicy, RateLimitRule } from '../types.ts';
import { shadowed } from './first-match.ts';
import { type Surroundings, unknownProfiles, type Warning } from './shared.ts';

/** As lint(), for a rate-limit policy. */
export function lintRateLimits(policy: RateLimitPolicy, around: Surroundings = {}): Warning[] {
  const { rules } = policy;
  return [
    ...rules.flatMap((rule, i) => [
      ...unknownProfiles(rule.profiles, around, ['rules', i, 'profiles']),
      ...neverBinds(rule).map(([key, message]) => ({
        path: key === null ? ['rules', i] : ['rules', i, key],
        message,
      })),
    ]),
    ...shadowed(
      rules,
      rules.map(({ profiles }) => ({ profiles })),
    ),
  ];
}

function neverBinds(rule: RateLimitRule): [string | null, string][] {
  const { maxPerUser, maxPerProfile, escalationThreshold, cooldown, quotaWindow } = rule;
  const found: [string | null, string][] = [];
  const counts = [maxPerUser, maxPerProfile, escalationThreshold].some((one) => one !== undefined);
  if (!counts && quotaWindow !== undefined) {
    found.push(['quota_window', 'nothing is counted in this window; add max_per_user']);
  } else if (!counts && cooldown === undefined) {
    found.push([null, 'limits nothing; add cooldown, or max_per_user and quota_window']);
  }
  if (maxPerUser !== undefined && maxPerProfile !== undefined && maxPerUser > maxPerProfile) {
    found.push(['max_per_user', `never reached: max_per_profile is ${maxPerProfile}`]);
  }
  const most = Math.min(
    maxPerUser ?? Number.POSITIVE_INFINITY,
    maxPerProfile ?? Number.POSITIVE_INFINITY,
  );
  if (escalationThreshold !== undefined && escalationThreshold > most) {
    found.push(['escalation_threshold', `never reached: at most ${most} events are let through`]);
  }
  return found;
}
