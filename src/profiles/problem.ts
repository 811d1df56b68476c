/** Why a profile has no base credentials, as an answer in their place. */
import type { ErrorKind } from '../errors.ts';
import type { Base, ProfileProblem } from './types.ts';

export type BaseAnswer =
  | { readonly base: Base; readonly problem: null }
  | { readonly base: null; readonly problem: ProfileProblem };

/** A problem as an answer in place of a base. */
export function problem(
  code: ProfileProblem['code'],
  kind: ErrorKind,
  message: string,
  next: readonly string[] = [],
): Extract<BaseAnswer, { base: null }> {
  return { base: null, problem: { code, kind, message, next } };
}

/** A setting that is wrong or missing. */
export function badSetting(
  message: string,
  ...next: readonly string[]
): Extract<BaseAnswer, { base: null }> {
  return problem('bad_setting', 'failed', message, next);
}

/** A base as an answer. */
export function found(base: Base): BaseAnswer {
  return { base, problem: null };
}
