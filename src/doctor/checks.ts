/**
 * Every check, in the order in which they are told: this machine, its files, the network, AWS, what is
 * recorded. To add one: a file in `checks/` and its line here; help and README take it from this table.
 */
import { awsFiles } from './checks/aws-files.ts';
import { baseCredentials } from './checks/base-credentials.ts';
import { bypasses } from './checks/bypasses.ts';
import { caches } from './checks/caches.ts';
import { clock } from './checks/clock.ts';
import { configuration } from './checks/configuration.ts';
import { endpoints } from './checks/endpoints.ts';
import { environment } from './checks/environment.ts';
import { keyStore } from './checks/key-store.ts';
import { ledger } from './checks/ledger.ts';
import { leftovers } from './checks/leftovers.ts';
import { locks } from './checks/locks.ts';
import { log } from './checks/log.ts';
import { network } from './checks/network.ts';
import { policy } from './checks/policy.ts';
import { program } from './checks/program.ts';
import { regions } from './checks/regions.ts';
import { roleTrust } from './checks/role-trust.ts';
import { settings } from './checks/settings.ts';
import { stamps } from './checks/stamps.ts';
import { state } from './checks/state.ts';
import { terminal } from './checks/terminal.ts';
import { verdict } from './checks/verdict.ts';
import type { Check } from './types.ts';

export const CHECKS: readonly Check[] = [
  program,
  terminal,
  configuration,
  awsFiles,
  environment,
  bypasses,
  settings,
  network,
  endpoints,
  regions,
  clock,
  baseCredentials,
  policy,
  verdict,
  stamps,
  roleTrust,
  keyStore,
  state,
  ledger,
  log,
  locks,
  caches,
  leftovers,
];
