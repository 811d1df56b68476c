/** What happened before the newcomer came: the log and the trail are not empty, and agree. */
import type { LogEntry } from '../../audit/types.ts';
import { DEV, PROD, role, STAGING } from './accounts.ts';

export interface PastScene {
  /** Minutes before the sandbox was made. */
  readonly minutesAgo: number;
  readonly person: string;
  readonly entry: Pick<
    LogEntry,
    'profile' | 'effect' | 'rule' | 'rule_index' | 'matched' | 'reason'
  > &
    Partial<LogEntry> & { role_arn: string };
  /** Credentials were given out, for so many seconds, and this was done with them. */
  readonly issued?: { readonly seconds: number; readonly calls: readonly PastCall[] };
}

export interface PastCall {
  readonly service: 's3' | 'rds' | 'ec2';
  readonly action: string;
  readonly params?: Readonly<Record<string, string>>;
}

const HOUR = 60;

export const PAST: readonly PastScene[] = [
  {
    minutesAgo: 49 * HOUR,
    person: 'bob',
    entry: {
      profile: 'staging',
      role_arn: role(STAGING, 'Developer'),
      effect: 'allow',
      rule: 'staging-oncall',
      rule_index: 1,
      matched: ['profiles', 'users'],
      reason: 'Whoever is on call may look after staging',
    },
    issued: { seconds: 3600, calls: [{ service: 'ec2', action: 'DescribeInstances' }] },
  },
  {
    minutesAgo: 26 * HOUR,
    person: 'dave',
    entry: {
      profile: 'prod-readonly',
      role_arn: role(PROD, 'ReadOnly'),
      effect: 'deny',
      rule: 'everything-else',
      rule_index: 15,
      matched: [],
      reason: 'No rule lets you in here',
    },
  },
  {
    minutesAgo: 9 * HOUR + 4,
    person: 'alice',
    entry: {
      profile: 'prod',
      role_arn: role(PROD, 'ProdAdmin'),
      effect: 'require_approval',
      rule: 'prod-needs-approval',
      rule_index: 2,
      matched: ['profiles', 'users'],
      reason: 'Production needs a second pair of eyes',
    },
  },
  {
    minutesAgo: 9 * HOUR,
    person: 'alice',
    entry: {
      profile: 'prod-readonly',
      role_arn: role(PROD, 'ReadOnly'),
      effect: 'allow',
      rule: 'prod-read',
      rule_index: 4,
      matched: ['profiles', 'users'],
      reason: "Reading production needs nobody's leave",
    },
    issued: {
      seconds: 3600,
      calls: [
        { service: 'rds', action: 'DescribeDBInstances' },
        {
          service: 'rds',
          action: 'DeleteDBInstance',
          params: { DBInstanceIdentifier: 'prod-sessions', SkipFinalSnapshot: 'true' },
        },
      ],
    },
  },
  {
    minutesAgo: 3 * HOUR,
    person: 'alice',
    entry: {
      profile: 'dev',
      role_arn: role(DEV, 'Developer'),
      effect: 'allow',
      rule: 'dev-for-everyone',
      rule_index: 0,
      matched: ['profiles'],
      reason: 'Development is open to everyone',
    },
    issued: { seconds: 3600, calls: [{ service: 's3', action: 'ListAllMyBuckets' }] },
  },
];
