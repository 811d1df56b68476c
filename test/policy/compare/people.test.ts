import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { callerAmong, peopleOf } from '../../../src/policy/compare/people.ts';
import { callerFor, nameFor, strangeName, underName } from '../../../src/policy/compare/witness.ts';
import { compileGlob } from '../../../src/policy/glob.ts';
import type { AccessPolicy } from '../../../src/policy/types.ts';
import { policyOf, session, user } from '../arbitraries.ts';

const policy = (users: string[], more: Partial<AccessPolicy> = {}): AccessPolicy => ({
  ...policyOf([{ effect: 'allow', conditions: { users } }]),
  groups: {},
  trustedPrincipals: [],
  ...more,
});
const labels = (
  policies: readonly AccessPolicy[],
  caller = null as ReturnType<typeof user> | null,
) => peopleOf(policies, caller).map(({ label }) => label);

describe('whom policies are asked about', () => {
  it('everybody named in either, groups opened, patterns and everyone else', () => {
    const one = policy(['team', 'dev-*'], { groups: { team: ['alice', 'inner'], inner: ['bob'] } });
    expect(labels([one, policy(['carol', '*'])])).toEqual([
      'alice',
      'bob',
      'carol',
      'anyone named dev-*',
      'anyone else',
      'sessions of other roles',
    ]);
  });

  it('the caller, who is one of them or one more', () => {
    expect(labels([policy(['alice'])], user('alice'))).toContain('alice (you)');
    expect(labels([policy(['bob'])], user('alice'))).toContain('you (alice)');
    // A session name that its owner chose is nobody's name.
    const people = peopleOf([policy(['alice'])], session('Admin', 'alice'));
    expect(people.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['alice', 'you (alice)']),
    );
    expect(callerAmong(people)?.at(null)).toMatchObject({ role: 'Admin' });
    expect(callerAmong(peopleOf([policy(['x (you)'])], null))).toBeNull();
  });

  it('names through every role whose sessions count', () => {
    const pattern = 'arn:aws:sts::*:assumed-role/CI-*/*';
    const people = peopleOf([policy(['alice'], { trustedPrincipals: [pattern] })], null);
    const through = people.find(({ label }) => label === `alice as ${pattern}`);
    expect(through?.at(null)).toMatchObject({ type: 'assumed-role', rawName: 'alice' });
    expect(through?.at(null).arn).toMatch(/:assumed-role\/CI-someone\/alice$/);
  });

  it('as they come to the profile: signed in, or with keys', () => {
    const [alice] = peopleOf([policy(['alice'])], null);
    expect(alice?.at({ account: '444455556666', role: 'Eng' }).arn).toBe(
      'arn:aws:sts::444455556666:assumed-role/AWSReservedSSO_Eng_0000000000000000/alice',
    );
    expect(alice?.at(null).arn).toMatch(/:user\/alice$/);
    const sso = session('AWSReservedSSO_Eng_0123456789abcdef', 'bob@example.com');
    const [other] = peopleOf([policy(['alice'])], sso);
    expect(other?.at(null).arn).toMatch(/AWSReservedSSO_Eng_0123456789abcdef\/alice$/);
  });
});

describe('stand-ins', () => {
  it.each([
    'arn:aws:sts::*:assumed-role/AWSReservedSSO_*/*',
    'arn:aws:iam::*:user/*',
    'arn:aws:iam::4444*:user/eng/*',
    'arn:*:sts::111122223333:assumed-role/CI-*',
    '*assumed-role/Admin/*',
    '*/alice',
    'arn:aws:iam::111122223333:root',
    'arn:aws-cn:sts::1111????3333:federated-user/*',
    '*',
  ])('%s takes its own', (pattern) => {
    const found = callerFor(pattern, '111122223333', 'aws');
    expect(found && compileGlob(pattern).test(found.arn)).toBe(true);
  });

  it('none where no caller could be meant', () => {
    expect(callerFor('arn:aws:s3:::bucket', '111122223333', 'aws')).toBeNull();
  });

  it('another name only where the pattern takes it', () => {
    expect(underName(user('bob'), 'alice', '*/alice')?.rawName).toBe('alice');
    expect(underName(user('bob'), 'carol', '*/alice')).toBeNull();
    expect(underName(user('bob'), 'a/b', '*')).toBeNull();
  });

  it('names fit their patterns, and the stranger none but *', () => {
    const pattern = fc.stringMatching(/^[ab*?z-]{1,6}$/);
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 5 }), (patterns) => {
        for (const one of patterns) expect(compileGlob(one).test(nameFor(one))).toBe(true);
        const stranger = strangeName(patterns);
        // `??` and the like can take anything of a length; then one of another length is found.
        const takes = patterns.filter(
          (one) => !/^\*+$/.test(one) && compileGlob(one).test(stranger),
        );
        if (takes.length > 0) expect(takes.every((one) => /[*]/.test(one))).toBe(true);
      }),
    );
  });
});
