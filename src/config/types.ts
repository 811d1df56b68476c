import type { AlertTarget } from '../policy/types.ts';

/** config.yaml as Sentinel uses it: what the files say over the defaults. Durations in seconds. */
export interface Config {
  /** The user's file that was read; null where there is none. */
  readonly path: string | null;
  /**
   * What the organisation's file sets, by key (`policy`, `tables.requests`, `profiles.prod.duration`),
   * with its place there (`/etc/sentinel/config.yaml:3`). Nothing overrides these: see fixed.ts.
   */
  readonly fixedBy: Readonly<Record<string, string>>;
  /** What of the user's file does not count, and why: sentences to be said. */
  readonly unheard: readonly string[];
  /**
   * The access policy's reference; `{profile}` may stand in it. A relative path in this or another
   * reference of a file has become an absolute one: it starts from that file's folder.
   */
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

/** What one file says; what it does not is absent. */
export type Settings = Partial<Omit<Config, 'path' | 'fixedBy' | 'unheard' | 'tables'>> & {
  readonly tables?: Partial<Config['tables']>;
};

export const KEY_STORES = [
  'keychain',
  'file',
  'pass',
  'passage',
  '1password',
  'ssh-sealed',
] as const;
/** A 1Password vault may be named: `1password:Sentinel`. */
export type KeyStore = (typeof KEY_STORES)[number] | `1password:${string}`;

/** What holds where the files are silent, or absent. */
export const DEFAULTS: Omit<Config, 'path'> = {
  fixedBy: {},
  unheard: [],
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
