import type { Problems } from '../problems.ts';
import { type AccessPolicy, type Conditions, EFFECTS, MODES, type Rule } from '../types.ts';
import type { Node } from '../yaml/nodes.ts';
import {
  choice,
  list,
  optional,
  type Reader,
  record,
  required,
  table,
  text,
} from '../yaml/readers.ts';
import {
  accountGlobs,
  checkGroups,
  checkNames,
  duration,
  globs,
  groups,
  roleArn,
  timeWindow,
  timezone,
  version,
} from './shared.ts';

/** The keys of an access policy, and which effects and modes there are. */
export const accessPolicy: Reader<AccessPolicy> = (node, problems) => {
  const read = policyFields(node, problems);
  if (!read) return undefined;
  const policy = { groups: {}, trustedPrincipals: [], targets: {}, ...read };
  checkNames(node, policy.rules ?? [], problems);
  checkGroups(node, policy.groups, problems);
  return policy;
};

const conditions: Reader<Conditions> = record('conditions', {
  profiles: optional('profiles', globs('profiles')),
  users: optional('users', globs('users')),
  principals: optional('principals', globs('principals')),
  roles: optional('roles', globs('roles')),
  accounts: optional('accounts', accountGlobs),
  mode: optional('mode', list('mode', choice('a mode', MODES))),
  time: optional('time', timeWindow),
});

const rule: Reader<Rule> = record('a rule', {
  name: required('name', text('name')),
  effect: required('effect', choice('effect', EFFECTS)),
  conditions: required('conditions', orBraces(conditions)),
  reason: optional('reason', text('reason')),
  maxDuration: optional('max_duration', duration('max_duration')),
  maxServerDuration: optional('max_server_duration', duration('max_server_duration')),
  sessionTable: optional('session_table', text('session_table')),
  breakglass: optional('breakglass', choice('breakglass', ['allowed', 'never'])),
  unstamped: optional('unstamped', choice('unstamped', ['allow'])),
});

const ledgerTables = record('ledger', {
  requests: optional('requests', text('requests')),
  breakglass: optional('breakglass', text('breakglass')),
  sessions: optional('sessions', text('sessions')),
  region: optional('region', text('region')),
});

const policyFields = record('an access policy', {
  version: required('version', version),
  timezone: optional('timezone', timezone),
  groups: optional('groups', groups),
  trustedPrincipals: optional('trusted_principals', globs('trusted_principals')),
  targets: optional('targets', table('targets', text('a profile'), text('a target', roleArn))),
  ledger: optional('ledger', ledger),
  rules: required('rules', list('rules', rule, 1)),
});

function ledger(node: Node, problems: Problems): AccessPolicy['ledger'] {
  return node.kind === 'map'
    ? ledgerTables(node, problems)
    : choice('ledger', ['local'])(node, problems);
}

/** `conditions:` with nothing after it is a slip, not "everything". */
function orBraces(read: Reader<Conditions>): Reader<Conditions> {
  return (node, problems) => {
    if (node.kind !== 'scalar' || node.value !== null) return read(node, problems);
    problems.add(node.at, 'conditions is empty; write {} if the rule is for everything');
    return undefined;
  };
}
