import { lintConfig } from '../../config/lint.ts';
import { configFile } from '../../config/schema.ts';
import { lintApprovals } from '../../policy/lint/approvals.ts';
import { lintBreakglass } from '../../policy/lint/breakglass.ts';
import { lint } from '../../policy/lint/lint.ts';
import { lintRateLimits } from '../../policy/lint/ratelimits.ts';
import type { Surroundings, Warning } from '../../policy/lint/shared.ts';
import { type Checked, checkStrict } from '../../policy/parse.ts';
import type { Problem } from '../../policy/problems.ts';
import { accessPolicy } from '../../policy/schema/access.ts';
import { approvalPolicy } from '../../policy/schema/approvals.ts';
import { breakglassPolicy } from '../../policy/schema/breakglass.ts';
import { rateLimitPolicy } from '../../policy/schema/ratelimits.ts';
import type { Node } from '../../policy/yaml/nodes.ts';
import type { Reader } from '../../policy/yaml/readers.ts';
import { type Kind, kindOf } from './kind.ts';

/** One text's result. */
export interface Report {
  /** A file's path, or `ssm:/name`. */
  readonly path: string;
  readonly kind: Kind | null;
  readonly problems: readonly (Problem & { readonly severity: 'error' | 'warning' })[];
  /** AWS did not give it: nothing is known of its text. */
  readonly unread?: boolean;
}

/**
 * Checks one text with the very readers that load it, then looks for slips.
 * @param kind null: told by its keys.
 */
export async function check(
  path: string,
  text: string,
  kind: Kind | null,
  around: Surroundings,
): Promise<Report> {
  const seen = kind ?? (await detect(text));
  switch (seen) {
    case 'access':
      return checked(path, seen, text, accessPolicy, (policy) => lint(policy, around));
    case 'breakglass':
      return checked(path, seen, text, breakglassPolicy, (one) => lintBreakglass(one, around));
    case 'approvals':
      return checked(path, seen, text, approvalPolicy, (one) => lintApprovals(one, around));
    case 'ratelimits':
      return checked(path, seen, text, rateLimitPolicy, (one) => lintRateLimits(one, around));
    case 'config':
      return checked(path, seen, text, configFile, (one) => lintConfig(one, around));
    default: // not even YAML: any reader says so
      return checked(path, null, text, accessPolicy, () => []);
  }
}

/** A file that could not be read. */
export function unreadable(path: string, why: string): Report {
  return { path, kind: null, problems: [{ line: 1, column: 1, message: why, severity: 'error' }] };
}

/** What a text is, by its keys; null where it is not even YAML. */
export async function detect(text: string): Promise<Kind | null> {
  const { value } = await checkStrict<Node>(text, (node) => node);
  return value && kindOf(value);
}

async function checked<T>(
  path: string,
  kind: Report['kind'],
  text: string,
  read: Reader<T>,
  slips: (value: T) => readonly Warning[],
): Promise<Report> {
  const found = await checkStrict(text, read);
  const problems = [
    ...found.problems.map((problem) => ({ ...problem, severity: 'error' as const })),
    ...(found.value === null ? [] : placed(slips(found.value), found.place)),
  ];
  return { path, kind, problems };
}

/** Warnings as problems, in the order of the text. */
export function placed(
  warnings: readonly Warning[],
  place: Checked<unknown>['place'],
): Report['problems'] {
  return warnings
    .map(({ path, message }) => ({ ...place(path), message, severity: 'warning' as const }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
