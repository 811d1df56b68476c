import type { AlertTarget } from '../policy/types.ts';

/** config.yaml as Sentinel uses it: what the file says over the defaults. Durations in seconds. */
export interface Config {
  /** The file that was read; null where there is none. Relative `file:` references start from its folder. */
  readonly path: string | null;
  /** The access policy's reference; `{profile}` may stand in it. */
  readonly policy: string;
  readonly approvals?: string;
  /** Absent: break-glass is off. */
  readonly breakglass?: string;
  readonly ratelimits?: string;
  /** Tried in this order. */
  readonly regions?: readonly string[];
  readonly ledger: 'sqlite' | 'dynamodb';
  readonly ledgerRegion?: string;
  readonly tables: {
    readonly requests: string;
    readonly breakglass: string;
    readonly sessions: string;
  };
  readonly retention: number;
  /** Adds to what the policy alerts, never takes away. */
  readonly notify: readonly AlertTarget[];
  /** More places for the decision log: `stderr` or absolute paths. */
  readonly log: readonly string[];
  /** Endpoint overrides that are meant, by service (`sts`). */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly emergency?: { readonly roleArn?: string; readonly text?: string };
  readonly keys: KeyStore;
  readonly server: { readonly policyMaxAge: number };
  readonly profiles: Readonly<Record<string, { readonly duration?: number }>>;
}

export const KEY_STORES = [
  'keychain',
  'file',
  'pass',
  'passage',
  '1password',
  'ssh-sealed',
] as const;
export type KeyStore = (typeof KEY_STORES)[number];

/** What holds where the file is silent, or absent. */
export const DEFAULTS: Omit<Config, 'path'> = {
  policy: 'ssm:/sentinel/policies/{profile}',
  ledger: 'sqlite',
  tables: {
    requests: 'sentinel-requests',
    breakglass: 'sentinel-breakglass',
    sessions: 'sentinel-sessions',
  },
  retention: 400 * 86_400,
  notify: [],
  log: [],
  endpoints: {},
  keys: 'keychain',
  server: { policyMaxAge: 5 },
  profiles: {},
};
