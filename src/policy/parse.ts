import { PolicyError, Problems } from './problems.ts';
import { accessPolicy } from './schema/access.ts';
import { breakglassPolicy } from './schema/breakglass.ts';
import type { AccessPolicy, BreakglassPolicy } from './types.ts';
import { readYaml } from './yaml/read.ts';
import type { Reader } from './yaml/readers.ts';

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

/** Reads any strict YAML file; `what` names it in the error. */
export async function parseStrict<T>(
  text: string,
  what: string,
  ref: string,
  read: Reader<T>,
): Promise<T> {
  const problems = new Problems();
  const node = await readYaml(text, problems);
  const value = node ? read(node, problems) : undefined;
  if (problems.any || value === undefined) throw new PolicyError(what, ref, problems.sorted());
  return value;
}
