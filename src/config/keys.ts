import type { Settings } from './types.ts';

/** One value of a config, by the key that messages and `fixedBy` call it. */
export interface Leaf {
  /** `tables.requests`, `profiles.prod.duration`; lists, and `endpoints`, are one value. */
  readonly key: string;
  /** Where it stands in a file. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The values that a file, or all of them together, set; in the order of the format. Pure. */
export function leavesOf(said: Settings): Leaf[] {
  const { tables, emergency, server } = said;
  const all: [readonly string[], unknown][] = [
    [['policy'], said.policy],
    [['approvals'], said.approvals],
    [['breakglass'], said.breakglass],
    [['ratelimits'], said.ratelimits],
    [['regions'], said.regions],
    [['ledger'], said.ledger],
    [['ledger_region'], said.ledgerRegion],
    [['tables', 'requests'], tables?.requests],
    [['tables', 'breakglass'], tables?.breakglass],
    [['tables', 'sessions'], tables?.sessions],
    [['retention'], said.retention],
    [['notify'], said.notify],
    [['log'], said.log],
    [['endpoints'], said.endpoints],
    [['emergency', 'role_arn'], emergency?.roleArn],
    [['emergency', 'text'], emergency?.text],
    [['keys'], said.keys],
    [['server', 'policy_max_age'], server?.policyMaxAge],
    ...Object.entries(said.profiles ?? {}).map(
      ([name, { duration }]): [readonly string[], unknown] => [
        ['profiles', name, 'duration'],
        duration,
      ],
    ),
  ];
  return all
    .filter(([, value]) => value !== undefined)
    .map(([path, value]) => ({ key: path.join('.'), path, value }));
}

/** Keys to which the user's own file adds, and from which it takes nothing away. */
export const ADDED: ReadonlySet<string> = new Set(['notify', 'log']);

/** Keys whose value is a length of time in seconds. */
export function isDuration(key: string): boolean {
  return /^(retention|server\.policy_max_age|profiles\..*\.duration)$/s.test(key);
}

/** The keys of references to policies, which may be files. */
export const REFERENCES = ['policy', 'approvals', 'breakglass', 'ratelimits'] as const;
