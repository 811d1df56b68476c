/** Where everything of one sandbox lies, and what the rest of Sentinel is told of it. */
import type { Paths } from '../context.ts';

export interface HomePaths {
  /** SQLite: the sandbox's AWS. */
  readonly cloud: string;
  /** The running server's address and token. */
  readonly address: string;
  /** Held while a server is being started. */
  readonly startLock: string;
  readonly serverLog: string;
  /** Sentinel's own config, shared by all people of the sandbox. */
  readonly config: string;
  readonly state: string;
  awsConfig(person: string): string;
  awsCredentials(person: string): string;
  ssoCache(person: string): string;
}

/** What the sandbox makes in its home, and `sandbox reset` removes; nothing else is touched. */
export const OWN_ENTRIES = ['aws', 'cache', 'config.yaml', 'people', 'run', 'state'] as const;

/** @param home the absolute path of the sandbox's home. */
export function homePaths(home: string): HomePaths {
  return {
    cloud: `${home}/aws/cloud.db`,
    address: `${home}/run/server.json`,
    startLock: `${home}/run/start.lock`,
    serverLog: `${home}/run/server.log`,
    config: `${home}/config.yaml`,
    state: `${home}/state`,
    awsConfig: (person) => `${home}/people/${person}/config`,
    awsCredentials: (person) => `${home}/people/${person}/credentials`,
    ssoCache: (person) => `${home}/people/${person}/sso/cache`,
  };
}

/** The paths of a Context rooted in the home. */
export function contextPaths(home: string, person: string): Paths {
  const at = homePaths(home);
  return {
    config: at.config,
    state: at.state,
    cache: `${home}/cache`,
    runtime: `${home}/run`,
    awsConfig: at.awsConfig(person),
    awsCredentials: at.awsCredentials(person),
    ssoCache: at.ssoCache(person),
    systemConfig: null,
  };
}
