import type { Problems } from '../problems.ts';
import {
  type AlertTarget,
  type BreakglassPolicy,
  type BreakglassRule,
  REASON_CODES,
} from '../types.ts';
import type { Node } from '../yaml/nodes.ts';
import { choice, list, optional, type Reader, record, required, text } from '../yaml/readers.ts';
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

/** No event is open for longer, whatever a policy says. */
export const LONGEST_EVENT = 4 * 3600;

/** The keys of a break-glass policy. */
export const breakglassPolicy: Reader<BreakglassPolicy> = (node, problems) => {
  const read = policyFields(node, problems);
  if (!read) return undefined;
  const policy = { groups: {}, trustedPrincipals: [], ...read };
  checkNames(node, policy.rules ?? [], problems);
  checkGroups(node, policy.groups, problems);
  return policy;
};

const ruleFields = record('a break-glass rule', {
  name: required('name', text('name')),
  profiles: optional('profiles', globs('profiles')),
  roles: optional('roles', globs('roles')),
  accounts: optional('accounts', accountGlobs),
  users: required('users', someGlobs('users')),
  allowedReasonCodes: optional(
    'allowed_reason_codes',
    list('allowed_reason_codes', choice('a reason code', REASON_CODES)),
  ),
  time: optional('time', timeWindow),
  maxDuration: optional(
    'max_duration',
    duration('max_duration', LONGEST_EVENT, 'the 4 hours that break-glass has at most'),
  ),
  ticket: optional('ticket', text('ticket')),
  alert: optional('alert', list('alert', alertTarget)),
  notify: optional('notify', choice('notify', ['required', 'best_effort'])),
  closers: optional('closers', globs('closers')),
});

const rule: Reader<BreakglassRule> = (node, problems) => {
  const read = ruleFields(node, problems);
  return (
    read && {
      allowedReasonCodes: [],
      maxDuration: LONGEST_EVENT,
      alert: [],
      notify: 'required',
      closers: [],
      ...read,
    }
  );
};

const policyFields = record('a break-glass policy', {
  version: required('version', version),
  timezone: optional('timezone', timezone),
  groups: optional('groups', groups),
  trustedPrincipals: optional('trusted_principals', globs('trusted_principals')),
  rules: required('rules', list('rules', rule, 1)),
});

const topic = record('an alert', {
  sns: required(
    'sns',
    text('sns', (value) =>
      /^arn:[a-z0-9-]+:sns:[a-z0-9-]+:\d{12}:.+$/.test(value) ? null : "must be a topic's ARN",
    ),
  ),
});
const hook = record('an alert', {
  webhook: required('webhook', text('webhook', webhookUrl)),
  secret: optional('secret', text('secret')),
});

/** `{sns: ARN}` or `{webhook: URL, secret: NAME}`; config.yaml's `notify:` has the same. */
export function alertTarget(node: Node, problems: Problems): AlertTarget | undefined {
  const isHook = node.kind === 'map' && node.entries.some((entry) => entry.key === 'webhook');
  return isHook ? hook(node, problems) : topic(node, problems);
}

/** Alerts carry names and reasons: plain http only to this machine. */
function webhookUrl(value: string): string | null {
  const url = URL.parse(value);
  if (url?.protocol === 'https:') return null;
  const local =
    url?.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return local ? null : 'must be an https address';
}
