/** Questions over the small world of ../arbitraries. */
import type { AskedProfile, Question } from '../../../src/policy/compare/compare.ts';
import { peopleOf } from '../../../src/policy/compare/people.ts';
import { type AccessPolicy, MODES } from '../../../src/policy/types.ts';
import { user } from '../arbitraries.ts';

export const WEEK = 7 * 86_400_000;

export const roleProfile = (name: string, account: string, role: string): AskedProfile => ({
  name,
  roleArn: `arn:aws:iam::${account}:role/${role}`,
  account,
  stampable: true,
  door: null,
});

export const PROFILES: readonly AskedProfile[] = [
  roleProfile('prod', '111122223333', 'ProdAdmin'),
  roleProfile('prod-db', '111122223333', 'ProdAdmin'),
  roleProfile('dev', '444455556666', 'Dev'),
  {
    ...roleProfile('staging', '444455556666', 'Dev'),
    door: { account: '444455556666', role: 'Eng' },
  },
  { name: 'keys', roleArn: null, account: null, stampable: false, door: null },
  {
    name: 'd-v',
    roleArn: null,
    account: '111122223333',
    stampable: false,
    door: { account: '111122223333', role: 'Analyst' },
  },
];

export function ask(policies: readonly AccessPolicy[], from: number): Question {
  return {
    profiles: PROFILES,
    people: peopleOf(policies, user('alice')),
    modes: MODES,
    from,
    until: from + WEEK,
  };
}
