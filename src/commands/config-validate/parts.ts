import { SentinelError } from '../../errors.ts';
import { joinPolicies, type PolicyPart } from '../../gate/join-policies.ts';
import { lint } from '../../policy/lint/lint.ts';
import type { Surroundings, Warning } from '../../policy/lint/shared.ts';
import { type Checked, checkStrict } from '../../policy/parse.ts';
import { accessPolicy } from '../../policy/schema/access.ts';
import type { AccessPolicy, Rule } from '../../policy/types.ts';
import { check, detect, placed, type Report, unreadable } from './check.ts';
import type { Kind } from './kind.ts';

/** One text and what it is called. */
export interface NamedText {
  readonly ref: string;
  readonly text: string;
}

type Part = NamedText & { readonly checked: Checked<AccessPolicy> };

/**
 * Checks what a reference stands for: one text, or the parts of an access policy, which are joined as the
 * loader joins them and looked over as one (its catch-all stands in the last).
 * @param ref as it was named: `ssm:/sentinel/policies/prod/`.
 */
export async function checkTexts(
  ref: string,
  texts: readonly NamedText[],
  kind: Kind | null,
  around: Surroundings,
): Promise<Report[]> {
  const [only, ...others] = texts;
  if (only && others.length === 0) return [await check(only.ref, only.text, kind, around)];
  const seen = kind ?? (only ? await detect(only.text) : null) ?? 'access';
  if (seen !== 'access') {
    const what = `${ref} holds ${texts.length} parameters; only an access policy may have parts`;
    return [{ ...unreadable(ref, what), kind: seen }];
  }
  const parts: Part[] = [];
  for (const one of texts)
    parts.push({ ...one, checked: await checkStrict(one.text, accessPolicy) });
  const sound = parts.flatMap(({ ref: name, checked }) =>
    checked.value ? [{ name, policy: checked.value }] : [],
  );
  if (sound.length < parts.length) return parts.map((part) => reportOf(part, []));
  const joined = join(sound, ref);
  if (typeof joined === 'string') {
    return [
      { ...unreadable(ref, joined), kind: 'access' },
      ...parts.map((part) => reportOf(part, [])),
    ];
  }
  const warnings = lint(joined, around).map((warning) => inItsPart(warning, sound));
  return parts.map((part, i) =>
    reportOf(
      part,
      warnings.flatMap(({ part: at, warning }) => (at === i ? [warning] : [])),
    ),
  );
}

/** As one policy; or what the parts contradict each other in. */
function join(parts: readonly PolicyPart[], ref: string): AccessPolicy | string {
  try {
    const { timezone: _, ...joined } = joinPolicies(parts, ref);
    // The loader writes each part's zone into its rules, UTC too: here it must stay seen that nobody did.
    const rules = parts.flatMap(({ policy }) =>
      policy.rules.map((rule) => inZone(rule, policy.timezone)),
    );
    return { ...joined, rules };
  } catch (error) {
    if (error instanceof SentinelError) return error.message;
    throw error;
  }
}

function inZone(rule: Rule, timezone: string | undefined): Rule {
  const { time } = rule.conditions;
  if (!time || time.timezone !== undefined || timezone === undefined) return rule;
  return { ...rule, conditions: { ...rule.conditions, time: { ...time, timezone } } };
}

/** From a place in the joined policy to the part that it is in. */
function inItsPart(
  warning: Warning,
  parts: readonly PolicyPart[],
): { part: number; warning: Warning } {
  const [key, at, ...rest] = warning.path;
  if (key === 'rules' && typeof at === 'number') {
    let index = at;
    for (const [part, { policy }] of parts.entries()) {
      if (index < policy.rules.length) {
        return { part, warning: { ...warning, path: ['rules', index, ...rest] } };
      }
      index -= policy.rules.length;
    }
  }
  const holder = parts.findIndex(
    ({ policy }) => key === 'targets' && Object.hasOwn(policy.targets, at ?? ''),
  );
  return { part: holder < 0 ? parts.length - 1 : holder, warning };
}

function reportOf({ ref, checked }: Part, warnings: readonly Warning[]): Report {
  const errors = checked.problems.map((one) => ({ ...one, severity: 'error' as const }));
  return { path: ref, kind: 'access', problems: [...errors, ...placed(warnings, checked.place)] };
}
