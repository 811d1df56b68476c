import type { ApprovalPolicy, ApprovalRule } from '../types.ts';
import { list, optional, type Reader, record, required, text } from '../yaml/readers.ts';
import { count, yesNo } from '../yaml/scalars.ts';
import {
  accountGlobs,
  checkGroups,
  checkNames,
  duration,
  globs,
  groups,
  someGlobs,
  timeWindow,
  timezone,
  version,
} from './shared.ts';

/** No request is for longer, whatever a policy says. */
export const LONGEST_REQUEST = 8 * 3600;

/** The keys of an approval policy. */
export const approvalPolicy: Reader<ApprovalPolicy> = (node, problems) => {
  const read = policyFields(node, problems);
  if (!read) return undefined;
  const policy = { groups: {}, trustedPrincipals: [], ...read };
  checkNames(node, policy.rules ?? [], problems);
  checkGroups(node, policy.groups, problems);
  return policy;
};

const ruleFields = record('an approval rule', {
  name: required('name', text('name')),
  profiles: optional('profiles', globs('profiles')),
  roles: optional('roles', globs('roles')),
  accounts: optional('accounts', accountGlobs),
  approvers: required('approvers', someGlobs('approvers')),
  autoApprove: optional(
    'auto_approve',
    record('auto_approve', {
      // An empty list is not "anyone".
      users: required('users', someGlobs('users')),
      time: optional('time', timeWindow),
      maxDuration: optional(
        'max_duration',
        duration('max_duration', LONGEST_REQUEST, 'the 8 hours that a request has at most'),
      ),
    }),
  ),
  selfApproval: optional('self_approval', yesNo('self_approval')),
  approvals: optional('approvals', count('approvals')),
  singleUse: optional('single_use', yesNo('single_use')),
});

const rule: Reader<ApprovalRule> = (node, problems) => {
  const read = ruleFields(node, problems);
  return read && { selfApproval: false, approvals: 1, singleUse: false, ...read };
};

const policyFields = record('an approval policy', {
  version: required('version', version),
  timezone: optional('timezone', timezone),
  groups: optional('groups', groups),
  trustedPrincipals: optional('trusted_principals', globs('trusted_principals')),
  rules: required('rules', list('rules', rule, 1)),
});
