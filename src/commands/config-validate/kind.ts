import { nearest } from '../../nearest.ts';
import type { Node } from '../../policy/yaml/nodes.ts';

export const KINDS = ['access', 'breakglass', 'approvals', 'ratelimits', 'config'] as const;
export type Kind = (typeof KINDS)[number];

/** Rule keys that only one kind of policy has. */
const SIGNS = {
  access: [
    'effect',
    'conditions',
    'max_server_duration',
    'session_table',
    'breakglass',
    'unstamped',
  ],
  breakglass: ['allowed_reason_codes', 'ticket', 'alert', 'notify', 'closers', 'users', 'time'],
  approvals: ['approvers', 'auto_approve', 'self_approval', 'approvals', 'single_use'],
  ratelimits: [
    'cooldown',
    'max_per_user',
    'max_per_profile',
    'quota_window',
    'escalation_threshold',
  ],
} as const;

/** Keys at the top that only the config file has. */
const CONFIG_KEYS = [
  'policy',
  'approvals',
  'breakglass',
  'ratelimits',
  'regions',
  'tables',
  'retention',
  'notify',
  'log',
  'endpoints',
  'emergency',
  'keys',
  'server',
  'profiles',
];

/** What a document most likely is, by its keys. */
export function kindOf(node: Node): Kind {
  const rules = keysOf(node).get('rules');
  if (!rules)
    return [...keysOf(node).keys()].some((key) => nearest(key, CONFIG_KEYS)) ? 'config' : 'access';
  const keys = new Set(
    rules.kind === 'list' ? rules.items.flatMap((rule) => [...keysOf(rule).keys()]) : [],
  );
  const count = (kind: keyof typeof SIGNS): number =>
    SIGNS[kind].filter((key) => keys.has(key)).length;
  const order = ['access', 'approvals', 'ratelimits', 'breakglass'] as const;
  return order.reduce((best, kind) => (count(kind) > count(best) ? kind : best));
}

function keysOf(node: Node): Map<string, Node> {
  return new Map(node.kind === 'map' ? node.entries.map(({ key, value }) => [key, value]) : []);
}
