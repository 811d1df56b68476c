import type { AccessPolicy, AccessRequest, Rule, Verdict } from './types.ts';

export interface Outcome {
  readonly effect: Verdict['effect'];
  readonly needs: Verdict['needs'];
  readonly breakglass: Verdict['breakglass'];
}

/**
 * What a rule's word means for this request. An effect that is none of the known ones denies.
 * Break-glass overrides `require_approval` and the default deny; an explicit deny only where its rule
 * says so; what needs server mode never; and `never` shuts it anywhere.
 */
export function outcome(
  rule: Rule | null,
  request: AccessRequest,
  ledger: AccessPolicy['ledger'],
): Outcome {
  if (!rule) return { effect: 'deny', needs: null, breakglass: 'possible' };
  const open = rule.breakglass === 'never' ? 'shut' : 'possible';
  const served = request.mode === 'server';
  switch (rule.effect) {
    case 'allow':
      return { effect: 'allow', needs: null, breakglass: open };
    case 'require_approval':
      return { effect: 'require_approval', needs: 'approval', breakglass: open };
    case 'require_server':
      if (served) return { effect: 'allow', needs: null, breakglass: 'shut' };
      return { effect: 'deny', needs: 'server', breakglass: 'shut' };
    case 'require_server_session':
      if (served && hasSessionTable(rule, request, ledger)) {
        return { effect: 'allow', needs: null, breakglass: 'shut' };
      }
      return { effect: 'deny', needs: 'server_session', breakglass: 'shut' };
    default:
      return {
        effect: 'deny',
        needs: null,
        breakglass: rule.breakglass === 'allowed' ? 'possible' : 'shut',
      };
  }
}

/**
 * Whether two rules mean the same to whoever holds, or waits for, access. Between two that allow,
 * other limits are another verdict: what was issued under the one must not outlive it.
 */
export function sameOutcome(
  a: Rule | null,
  b: Rule | null,
  request: AccessRequest,
  ledger: AccessPolicy['ledger'],
): boolean {
  if (a === b) return true;
  const one = outcome(a, request, ledger);
  const other = outcome(b, request, ledger);
  if (one.effect !== other.effect || one.needs !== other.needs) return false;
  if (one.effect !== 'allow') return true;
  return (
    a?.maxDuration === b?.maxDuration &&
    a?.maxServerDuration === b?.maxServerDuration &&
    a?.sessionTable === b?.sessionTable &&
    a?.unstamped === b?.unstamped
  );
}

/** The policy's own ledger satisfies it: a rule's table, the policy's, or `ledger: local`. */
function hasSessionTable(
  rule: Rule,
  request: AccessRequest,
  ledger: AccessPolicy['ledger'],
): boolean {
  if (rule.sessionTable !== undefined || request.sessionTable === true) return true;
  return ledger === 'local' || ledger?.sessions !== undefined;
}
