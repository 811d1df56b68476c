import type { Principal } from '../identity/types.ts';
import { compileGlob, nfc } from './glob.ts';
import { expandGroups } from './groups.ts';
import { nameCounts } from './names.ts';
import { timelineOf } from './timeline.ts';
import type { BreakglassPolicy, BreakglassRule, BreakglassVerdict } from './types.ts';
import { prepareWindow } from './window.ts';
import { openZone } from './zone.ts';

/** Who wants to break glass, and where. */
export interface BreakglassRequest {
  readonly principal: Principal;
  readonly profile: string;
  readonly roleArn: string | null;
  readonly account: string | null;
}

/**
 * Whether the break-glass policy lets this caller into this profile at this instant. The first rule
 * whose profiles and users match speaks; what else it asks must then hold. Reason codes, ticket and
 * duration are for the form to check against the rule.
 * @param at AWS's time, milliseconds since the epoch.
 */
export function evaluateBreakglass(
  policy: BreakglassPolicy,
  request: BreakglassRequest,
  at: number,
): BreakglassVerdict {
  const { counts, why } = nameCounts(request.principal, policy.trustedPrincipals);
  if (!counts) return { allowed: false, reason: `break-glass goes by name, and ${why}` };
  const ruleIndex = policy.rules.findIndex(
    (rule) => takes(rule.profiles, request.profile) && names(policy, rule.users, request.principal),
  );
  const rule = policy.rules[ruleIndex];
  if (!rule) {
    const who = request.principal.rawName;
    return {
      allowed: false,
      reason: `no break-glass rule names ${who} for profile ${request.profile}`,
    };
  }
  if (!takes(rule.roles, request.roleArn)) {
    return {
      allowed: false,
      reason: `break-glass rule ${rule.name} is not for role ${request.roleArn ?? '(none)'}`,
    };
  }
  if (!takes(rule.accounts, request.account)) {
    return {
      allowed: false,
      reason: `break-glass rule ${rule.name} is not for account ${request.account ?? '(unknown)'}`,
    };
  }
  const until = openUntil(policy, rule, at);
  if (until === 'shut')
    return { allowed: false, reason: `break-glass rule ${rule.name} is outside its hours` };
  return { allowed: true, rule, ruleIndex, until };
}

/** Whether a caller may close an event of this rule besides its invoker. */
export function mayClose(
  policy: BreakglassPolicy,
  rule: BreakglassRule,
  principal: Principal,
): boolean {
  return (
    nameCounts(principal, policy.trustedPrincipals).counts && names(policy, rule.closers, principal)
  );
}

function takes(patterns: readonly string[] | undefined, text: string | null): boolean {
  if (!patterns?.length) return true;
  return text !== null && anyOf(patterns, text);
}

/** Here an empty list is nobody. */
function names(
  policy: BreakglassPolicy,
  entries: readonly string[],
  principal: Principal,
): boolean {
  return anyOf(expandGroups(entries, policy.groups), principal.rawName);
}

function anyOf(patterns: readonly string[], text: string): boolean {
  const plain = nfc(text);
  return patterns.some((pattern) => compileGlob(pattern).test(plain));
}

function openUntil(
  policy: BreakglassPolicy,
  rule: BreakglassRule,
  at: number,
): number | null | 'shut' {
  if (!rule.time) return null;
  const window = prepareWindow(rule.time, openZone(rule.time.timezone ?? policy.timezone ?? 'UTC'));
  const timeline = timelineOf(window, at);
  if (!timeline.openAtStart) return 'shut';
  const end = timeline.flip(0);
  return Number.isFinite(end) ? end : null;
}
