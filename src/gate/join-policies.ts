/** Several access policies under one path, read as one. Pure. */
import { SentinelError } from '../errors.ts';
import type { AccessPolicy, Rule } from '../policy/types.ts';

/** One policy with the parameter it came from. */
export interface PolicyPart {
  readonly name: string;
  readonly policy: AccessPolicy;
}

/**
 * Joins policies in the order given: rules one after another, groups, targets and trusted principals
 * together. What two of them say differently is an error, never a silent choice.
 * @param ref for the error.
 * @throws SentinelError `failed` for two meanings of one word, or two rules of one name.
 */
export function joinPolicies(parts: readonly PolicyPart[], ref: string): AccessPolicy {
  const [first, ...others] = parts;
  if (!first) throw new SentinelError('failed', `There is no policy under ${ref}.`);
  if (others.length === 0) return first.policy;
  // Without a prototype: `__proto__` is a name as any other.
  const groups: Record<string, readonly string[]> = Object.create(null);
  const targets: Record<string, string> = Object.create(null);
  const rules = new Map<string, Rule>();
  let ledger: AccessPolicy['ledger'];
  for (const { name, policy } of parts) {
    const at = (what: string) =>
      new SentinelError(
        'failed',
        `The policies under ${ref} contradict each other: ${what} (${name}).`,
      );
    merge(groups, policy.groups, (key) => at(`group "${key}" has two meanings`));
    merge(targets, policy.targets, (key) => at(`target "${key}" has two roles`));
    if (policy.ledger !== undefined) {
      if (ledger !== undefined && !same(ledger, policy.ledger)) throw at('two ledgers');
      ledger = policy.ledger;
    }
    for (const rule of policy.rules) {
      if (rules.has(rule.name)) throw at(`rule "${rule.name}" stands twice`);
      rules.set(rule.name, inZone(rule, policy.timezone));
    }
  }
  const timezone = first.policy.timezone;
  return {
    version: '1',
    ...(timezone !== undefined && { timezone }),
    groups,
    targets,
    trustedPrincipals: [...new Set(parts.flatMap(({ policy }) => policy.trustedPrincipals))],
    ...(ledger !== undefined && { ledger }),
    rules: [...rules.values()],
  };
}

/** A policy's own zone goes into its rules, so that another's does not take its place. */
function inZone(rule: Rule, timezone: string | undefined): Rule {
  const time = rule.conditions.time;
  if (!time || time.timezone !== undefined) return rule;
  return {
    ...rule,
    conditions: { ...rule.conditions, time: { ...time, timezone: timezone ?? 'UTC' } },
  };
}

function merge<T>(
  into: Record<string, T>,
  more: Readonly<Record<string, T>>,
  clash: (key: string) => Error,
) {
  for (const [key, value] of Object.entries(more)) {
    if (Object.hasOwn(into, key) && !same(into[key], value)) throw clash(key);
    into[key] = value;
  }
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
