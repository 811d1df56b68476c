import { PolicyError, type Problem, Problems } from './problems.ts';
import { accessPolicy } from './schema/access.ts';
import { approvalPolicy } from './schema/approvals.ts';
import { breakglassPolicy } from './schema/breakglass.ts';
import { rateLimitPolicy } from './schema/ratelimits.ts';
import type { AccessPolicy, ApprovalPolicy, BreakglassPolicy, RateLimitPolicy } from './types.ts';
import type { Place } from './yaml/nodes.ts';
import { readYaml } from './yaml/read.ts';
import { placeOf, type Reader } from './yaml/readers.ts';

/**
 * Reads an access policy strictly; the loader and `config validate` both run this.
 * @param ref where the text came from, for messages: `file:policy.yaml`, `ssm:/sentinel/policies/default`.
 * @throws PolicyError with every problem found.
 */
export function parseAccessPolicy(text: string, ref: string): Promise<AccessPolicy> {
  return parseStrict(text, 'access policy', ref, accessPolicy);
}

/** As parseAccessPolicy, for a break-glass policy. */
export function parseBreakglassPolicy(text: string, ref: string): Promise<BreakglassPolicy> {
  return parseStrict(text, 'break-glass policy', ref, breakglassPolicy);
}

/** As parseAccessPolicy, for an approval policy. */
export function parseApprovalPolicy(text: string, ref: string): Promise<ApprovalPolicy> {
  return parseStrict(text, 'approval policy', ref, approvalPolicy);
}

/** As parseAccessPolicy, for a rate-limit policy. */
export function parseRateLimitPolicy(text: string, ref: string): Promise<RateLimitPolicy> {
  return parseStrict(text, 'rate-limit policy', ref, rateLimitPolicy);
}

/** Reads any strict YAML file; `what` names it in the error. */
export async function parseStrict<T>(
  text: string,
  what: string,
  ref: string,
  read: Reader<T>,
): Promise<T> {
  const { value, problems } = await checkStrict(text, read);
  if (value === null) throw new PolicyError(what, ref, problems);
  return value;
}

/** A text as it was read: a value, or else at least one problem. */
export interface Checked<T> {
  readonly value: T | null;
  readonly problems: readonly Problem[];
  /** Where something stands in the text, by its path of keys and indexes. */
  place(path: readonly (string | number)[]): Place;
}

/** As parseStrict, but the problems are the answer. */
export async function checkStrict<T>(text: string, read: Reader<T>): Promise<Checked<T>> {
  const problems = new Problems();
  const node = await readYaml(text, problems);
  const value = node ? read(node, problems) : undefined;
  return {
    value: problems.any || value === undefined ? null : value,
    problems: problems.sorted(),
    place: (path) => (node ? placeOf(node, ...path) : { line: 1, column: 1 }),
  };
}
