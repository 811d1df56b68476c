import type { RateLimitPolicy, RateLimitRule } from '../types.ts';
import { list, optional, type Reader, record, required, text } from '../yaml/readers.ts';
import { count } from '../yaml/scalars.ts';
import { checkNames, duration, globs, version } from './shared.ts';

/** The keys of a rate-limit policy. */
export const rateLimitPolicy: Reader<RateLimitPolicy> = (node, problems) => {
  const policy = policyFields(node, problems);
  if (policy) checkNames(node, policy.rules ?? [], problems);
  return policy;
};

const COUNTED = {
  maxPerUser: 'max_per_user',
  maxPerProfile: 'max_per_profile',
  escalationThreshold: 'escalation_threshold',
} as const;

const ruleFields = record('a rate-limit rule', {
  name: required('name', text('name')),
  profiles: optional('profiles', globs('profiles')),
  cooldown: optional('cooldown', duration('cooldown')),
  maxPerUser: optional(COUNTED.maxPerUser, count(COUNTED.maxPerUser)),
  maxPerProfile: optional(COUNTED.maxPerProfile, count(COUNTED.maxPerProfile)),
  quotaWindow: optional('quota_window', duration('quota_window')),
  escalationThreshold: optional(COUNTED.escalationThreshold, count(COUNTED.escalationThreshold)),
});

/** What counts events must say in how long a time; without one it would count for ever, or nothing. */
const rule: Reader<RateLimitRule> = (node, problems) => {
  const read = ruleFields(node, problems);
  const has = (key: string) =>
    node.kind === 'map' && node.entries.some((entry) => entry.key === key);
  const counted = Object.values(COUNTED).find(has);
  if (counted !== undefined && !has('quota_window')) {
    problems.add(node.at, `a rate-limit rule with ${counted} needs "quota_window"`);
  }
  return read;
};

const policyFields = record('a rate-limit policy', {
  version: required('version', version),
  rules: required('rules', list('rules', rule, 1)),
});
