import { PolicyError, type Problem } from './problems.ts';
import type { AccessPolicy, Rule } from './types.ts';

/**
 * Joins the policies under one path (`ssm:/sentinel/policies/prod/`), given in name order: their rules
 * stand one after the other. What they share must agree: two meanings of one group, target, ledger or
 * rule name are an error. Each keeps its own default zone.
 * @throws PolicyError
 */
export function joinAccessPolicies(
  parts: readonly { readonly ref: string; readonly policy: AccessPolicy }[],
  ref: string,
): AccessPolicy {
  const problems: Problem[] = [];
  const clash = (what: string, where: string): void => {
    problems.push({
      line: 1,
      column: 1,
      message: `${what} differs from an earlier one (in ${where})`,
    });
  };
  const groups: Record<string, readonly string[]> = Object.create(null);
  const targets: Record<string, string> = Object.create(null);
  const trusted = new Set<string>();
  const rules: Rule[] = [];
  const names = new Set<string>();
  let ledger: AccessPolicy['ledger'];
  const zones = new Set(parts.map((part) => part.policy.timezone));
  for (const { ref: where, policy } of parts) {
    merge(groups, policy.groups, (name) => clash(`group ${JSON.stringify(name)}`, where));
    merge(targets, policy.targets, (name) => clash(`target ${JSON.stringify(name)}`, where));
    for (const arn of policy.trustedPrincipals) trusted.add(arn);
    if (policy.ledger !== undefined) {
      if (ledger !== undefined && !same(ledger, policy.ledger)) clash('ledger', where);
      ledger = policy.ledger;
    }
    for (const rule of policy.rules) {
      if (names.has(rule.name)) clash(`rule ${JSON.stringify(rule.name)}`, where);
      names.add(rule.name);
      rules.push(zones.size > 1 ? ownZone(rule, policy.timezone ?? 'UTC') : rule);
    }
  }
  if (parts.length === 0)
    problems.push({ line: 1, column: 1, message: 'no parameter stands under this path' });
  if (problems.length > 0) throw new PolicyError('access policy', ref, problems);
  const [zone] = zones.size === 1 ? zones : [undefined];
  return {
    version: '1',
    ...(zone === undefined ? {} : { timezone: zone }),
    groups,
    trustedPrincipals: [...trusted],
    targets,
    ...(ledger === undefined ? {} : { ledger }),
    rules,
  };
}

function merge<T>(
  into: Record<string, T>,
  from: Readonly<Record<string, T>>,
  clash: (name: string) => void,
): void {
  for (const [name, value] of Object.entries(from)) {
    if (Object.hasOwn(into, name) && !same(into[name], value)) clash(name);
    into[name] = value;
  }
}

function ownZone(rule: Rule, timezone: string): Rule {
  const { time } = rule.conditions;
  if (!time || time.timezone !== undefined) return rule;
  return { ...rule, conditions: { ...rule.conditions, time: { ...time, timezone } } };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
