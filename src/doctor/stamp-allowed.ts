/**
 * Whether a trust policy lets anybody set a source identity, without which AWS refuses an AssumeRole that
 * carries one (IAM user guide, "Permissions required to set source identity"). Who it lets, and under which
 * conditions, is not judged: what is looked for is the action that is missing. Pure.
 */
import { compileGlob } from '../policy/glob.ts';

const ACTION = 'sts:setsourceidentity';

/** @param document the trust policy as data, in any of IAM's forms. */
export function letsStamp(document: unknown): boolean {
  return listOf(isObject(document) ? document['Statement'] : undefined).some(
    (statement) => isObject(statement) && statement['Effect'] === 'Allow' && names(statement),
  );
}

function names(statement: Readonly<Record<string, unknown>>): boolean {
  const { Action: action, NotAction: not } = statement;
  if (action !== undefined) return listOf(action).some(takes);
  return not !== undefined && !listOf(not).some(takes);
}

function takes(action: unknown): boolean {
  return typeof action === 'string' && compileGlob(action.toLowerCase()).test(ACTION);
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
