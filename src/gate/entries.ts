/** The decision log's lines about a request for credentials. Pure. */
import type { LogEntry } from '../audit/types.ts';
import { policyUsername } from '../identity/principal.ts';
import { formatDuration } from '../policy/duration.ts';
import type { Grant } from './grant.ts';
import type { Assessment } from './types.ts';

/** What an issue adds to a decision. */
export interface IssueFacts {
  readonly requestId: string;
  readonly stamp: string | null;
  readonly grant: Grant;
  /** Seconds. */
  readonly granted: number;
}

/**
 * The verdict on a request for credentials; `facts` where it is let through.
 * @param refused why nothing is issued though the rule alone would allow it (it cannot be stamped...).
 */
export function decisionEntry(
  assessment: Assessment,
  facts: IssueFacts | null,
  refused?: string,
): LogEntry {
  const { verdict } = assessment;
  return {
    event: 'decision',
    ...about(assessment),
    effect: verdict.effect,
    rule: verdict.rule,
    rule_index: verdict.ruleIndex,
    matched: verdict.matched,
    reason: verdict.reason,
    ...(refused !== undefined && { effect: deniedOr(verdict.effect), reason: refused }),
    ...(facts && issue(facts)),
    ...(facts?.grant.kind === 'breakglass' && emergency(assessment, facts.grant)),
  };
}

/** What the log says of credentials; `expiresAt` in milliseconds. */
export interface KeyFacts {
  readonly accessKeyId: string;
  readonly expiresAt: number;
  readonly region: string;
}

/** Credentials that are handed over as AWS gave them. */
export function issuedEntry(assessment: Assessment, facts: IssueFacts, keys: KeyFacts): LogEntry {
  return handedOver('issued', assessment, facts, keys);
}

/** Credentials that were issued before and are handed over once more, under the stamp they have. */
export function reusedEntry(assessment: Assessment, facts: IssueFacts, keys: KeyFacts): LogEntry {
  return handedOver('reused', assessment, facts, keys);
}

function handedOver(
  event: 'issued' | 'reused',
  assessment: Assessment,
  facts: IssueFacts,
  keys: KeyFacts,
): LogEntry {
  return {
    ...decisionEntry(assessment, facts),
    event,
    access_key_id: keys.accessKeyId,
    expires_at: new Date(keys.expiresAt).toISOString(),
    region: keys.region,
  };
}

/** An issue that policy allowed and that came to nothing. @param error AWS's code, or our own word. */
export function failedEntry(assessment: Assessment, facts: IssueFacts, error: string): LogEntry {
  return { ...decisionEntry(assessment, facts), event: 'failed', error };
}

/** An `allow` that issues nothing is a denial in the log. */
function deniedOr(effect: string): string {
  return effect === 'allow' ? 'deny' : effect;
}

function about(assessment: Assessment) {
  const { principal, request, access } = assessment;
  return {
    user: policyUsername(principal),
    principal_arn: principal.arn,
    account: assessment.account,
    profile: request.profile,
    role_arn: assessment.roleArn,
    mode: request.mode,
    region: assessment.region,
    ...(assessment.endpoint !== undefined && { endpoint: assessment.endpoint }),
    ...(assessment.proxy !== undefined && { proxy: assessment.proxy }),
    ...(assessment.certificates !== undefined && { ca_bundle: assessment.certificates }),
    policy: {
      ref: access.ref,
      version: access.version,
      sha256: access.sha256,
      ...(access.parts && { parts: access.parts }),
    },
  };
}

function issue(facts: IssueFacts) {
  return {
    request_id: facts.requestId,
    source_identity: facts.stamp,
    stamped: facts.stamp !== null,
    duration: formatDuration(facts.granted),
  };
}

/** An emergency reads as an allow by the break-glass rule, with what it set aside. */
function emergency(
  { verdict }: Assessment,
  { event }: Extract<Grant, { kind: 'breakglass' }>,
): Partial<LogEntry> {
  return {
    effect: 'allow',
    rule: event.rule,
    rule_index: -1,
    matched: [],
    reason: event.justification,
    overridden: { effect: verdict.declaredEffect ?? verdict.effect, rule: verdict.rule },
    justification: event.justification,
    reason_code: event.reasonCode,
    ...(event.ticket !== null && { ticket: event.ticket }),
    breakglass_event_id: event.id,
  };
}
