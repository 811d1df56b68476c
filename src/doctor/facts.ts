/**
 * What several checks stand on, each looked up once, when it is first asked for. Nothing here writes:
 * `loadConfig`, `resolveBase` and the sealed cache, which keep or renew things, are gone around.
 */
import type { Context } from '../context.ts';
import { type AwsFacts, awsFacts } from './facts/aws-files.ts';
import { type BaseFact, baseFacts } from './facts/bases.ts';
import { type ConfigFacts, configFacts } from './facts/config.ts';
import { type LedgerFact, ledgerFact } from './facts/ledger.ts';
import { type OtherPolicyFact, otherPolicyFacts } from './facts/other-policies.ts';
import { type PolicyFact, policyFacts } from './facts/policies.ts';
import { type RegionFact, type RegionsFact, regionFacts, regionsFact } from './facts/regions.ts';
import { type RoleFact, roleFacts } from './facts/roles.ts';
import { type VerdictFact, verdictFacts } from './facts/verdicts.ts';
import { type Known, once } from './once.ts';
import type { DoctorRequest } from './types.ts';

export interface Facts {
  readonly request: DoctorRequest;
  /** Ends with the doctor's one deadline. */
  readonly signal: AbortSignal;
  /** The version of Node, without the `v`. */
  readonly node: string;
  config(): Promise<Known<ConfigFacts>>;
  aws(): Promise<Known<AwsFacts>>;
  /** Which regions each profile calls. */
  regions(): Promise<RegionsFact>;
  /** How each of those regions answers to somebody without keys. */
  probes(): Promise<readonly RegionFact[]>;
  /** Where base credentials come from, and whose they are. */
  bases(): Promise<readonly BaseFact[]>;
  policies(): Promise<readonly PolicyFact[]>;
  /** Break-glass, approvals, rate limits, as far as they could be read. */
  otherPolicies(): Promise<readonly OtherPolicyFact[]>;
  verdicts(): Promise<readonly VerdictFact[]>;
  ledger(): LedgerFact;
  /** The trust policies of the roles on the way. */
  roles(): Promise<readonly RoleFact[]>;
}

/** Nothing is looked up yet. */
export function gatherFacts(ctx: Context, request: DoctorRequest, signal: AbortSignal): Facts {
  const facts: Facts = {
    request,
    signal,
    node: process.versions.node,
    config: once(() => configFacts(ctx, request)),
    aws: once(() => awsFacts(ctx, request)),
    regions: once(() => regionsFact(ctx, facts)),
    probes: once(() => regionFacts(ctx, facts)),
    bases: once(() => baseFacts(ctx, facts)),
    policies: once(() => policyFacts(ctx, facts)),
    otherPolicies: once(() => otherPolicyFacts(ctx, facts)),
    verdicts: once(() => verdictFacts(facts)),
    ledger: once(() => ledgerFact(ctx)),
    roles: once(() => roleFacts(ctx, facts)),
  };
  return facts;
}
