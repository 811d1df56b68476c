import { evaluate } from './evaluate.ts';
import { compileGlob, nfc } from './glob.ts';
import { expandGroups } from './groups.ts';
import { nameCounts } from './names.ts';
import type { PreparedPolicy, PreparedRule } from './prepare.ts';
import type { AccessRequest, Conditions, Effect, Verdict } from './types.ts';
import { describeWindow } from './window-text.ts';

/** Policy's answer with every rule's part in it. */
export interface Explanation {
  readonly request: AccessRequest;
  readonly verdict: Verdict;
  /** Whether the caller's name is held against `users`, and why. */
  readonly name: { readonly counts: boolean; readonly why: string };
  readonly trace: readonly TraceEntry[];
}

export interface TraceEntry {
  readonly rule: string;
  readonly index: number;
  readonly effect: Effect;
  /** All its conditions hold. The first of these decides. */
  readonly matched: boolean;
  readonly decides: boolean;
  /** The conditions it asks for that hold. */
  readonly held: readonly (keyof Conditions)[];
  /** Those that do not, each with why: `profile prod is none of dev, dev-*`. */
  readonly failed: readonly { readonly condition: keyof Conditions; readonly why: string }[];
}

/**
 * Why the verdict is what it is. Looks at each condition of each rule on its own, without the indexes
 * that `evaluate` uses.
 * @param at AWS's time, milliseconds since the epoch.
 */
export function explain(prepared: PreparedPolicy, request: AccessRequest, at: number): Explanation {
  const verdict = evaluate(prepared, request, at);
  const name = nameCounts(request.principal, prepared.policy.trustedPrincipals);
  const trace = prepared.rules.map((rule): TraceEntry => {
    const failed = rule.asks.flatMap((condition) => {
      const why = whyNot(prepared, rule, condition, request, name, at);
      return why === null ? [] : [{ condition, why }];
    });
    return {
      rule: rule.name,
      index: rule.index,
      effect: rule.effect,
      matched: failed.length === 0,
      decides: rule.index === verdict.ruleIndex,
      held: rule.asks.filter((condition) => failed.every((one) => one.condition !== condition)),
      failed,
    };
  });
  return { request, verdict, name, trace };
}

/** Why a condition does not hold; null where it does. */
function whyNot(
  prepared: PreparedPolicy,
  rule: PreparedRule,
  condition: keyof Conditions,
  request: AccessRequest,
  name: Explanation['name'],
  at: number,
): string | null {
  const { conditions } = rule;
  switch (condition) {
    case 'profiles':
      return noneOf('profile', request.profile, conditions.profiles);
    case 'users':
      if (!name.counts) return `the name ${request.principal.rawName} does not count: ${name.why}`;
      return noneOf('user', request.principal.rawName, conditions.users, prepared.policy.groups);
    case 'principals':
      return noneOf('principal', request.principal.arn, conditions.principals);
    case 'roles':
      if (request.roleArn === null) return 'the profile leads to no role';
      return noneOf('role', request.roleArn, conditions.roles);
    case 'accounts':
      if (request.account === null) return "the target's account is not known";
      return noneOf('account', request.account, conditions.accounts);
    case 'mode':
      return conditions.mode?.includes(request.mode)
        ? null
        : `mode ${request.mode} is none of ${conditions.mode?.join(', ')}`;
    case 'time':
      if (rule.window?.isOpen(at)) return null;
      return `outside ${describeWindow(conditions.time ?? {}, rule.window?.zone.name ?? 'UTC')}`;
  }
}

function noneOf(
  what: string,
  given: string,
  patterns: readonly string[] = [],
  groups: Readonly<Record<string, readonly string[]>> = {},
): string | null {
  const text = nfc(given);
  if (expandGroups(patterns, groups).some((pattern) => compileGlob(pattern).test(text)))
    return null;
  const shown = patterns.slice(0, 5).join(', ');
  const more = patterns.length > 5 ? ` and ${patterns.length - 5} more` : '';
  return `${what} ${given} is none of ${shown}${more}`;
}
