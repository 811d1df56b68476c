import { expect, it } from 'vitest';
import type { Principal } from '../../src/identity/types.ts';
import { nameCounts } from '../../src/policy/names.ts';
import { session, user } from './arbitraries.ts';

const root: Principal = { ...user('root'), arn: 'arn:aws:iam::111122223333:root', type: 'root' };
const federated: Principal = {
  ...user('alice'),
  arn: 'arn:aws:sts::111122223333:federated-user/alice',
  type: 'federated-user',
};

it.each<[string, Principal, boolean, RegExp]>([
  ['an IAM user', user('alice'), true, /set by AWS/],
  ['a sign-in', session('AWSReservedSSO_Admin_0123', 'alice@example.com'), true, /Identity Center/],
  ['a role session', session('Admin', 'alice'), false, /whoever took role Admin chose/],
  [
    'a role that only looks like a sign-in',
    session('xAWSReservedSSO_Admin', 'alice'),
    false,
    /chose/,
  ],
  ['a trusted role', session('CI-build', 'deploy'), true, /trusted_principals has/],
  ['a federated user', federated, false, /federation token/],
  ['root', root, false, /account, not a person/],
])('the name of %s', (_, principal, counts, why) => {
  const found = nameCounts(principal, ['arn:aws:sts::111122223333:assumed-role/CI-*/*']);
  expect(found.counts).toBe(counts);
  expect(found.why).toMatch(why);
});
