import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import type { AccessPolicy, AccessRequest, Effect, Rule } from '../../src/policy/types.ts';
import { user } from './arbitraries.ts';

/** A Friday, 13:00 in Berlin. */
export const NOON = Date.parse('2026-11-20T12:00:00Z');
/** Alice, the IAM user, who wants prod in a terminal. */
export const asked: AccessRequest = {
  principal: user('alice'),
  profile: 'prod',
  roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
  account: '111122223333',
  mode: 'cli',
};
/** The verdict of a policy on what was asked, with changes. */
export const verdictOf = (of: AccessPolicy, about: Partial<AccessRequest> = {}, at = NOON) =>
  evaluate(prepare(of), { ...asked, ...about }, at);
/** A rule for everything, with changes. */
export const rule = (effect: Effect, more: Partial<Rule> = {}): Omit<Rule, 'name'> => ({
  effect,
  conditions: {},
  ...more,
});
