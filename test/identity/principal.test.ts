import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SentinelError } from '../../src/errors.ts';
import { parsePrincipal, policyUsername, whyUnstampable } from '../../src/identity/principal.ts';

const account = '111122223333';
const caller = (arn: string, of = account) => ({ arn, account: of, userId: 'AIDAEXAMPLE' });

describe('parsePrincipal', () => {
  it.each([
    [`arn:aws:iam::${account}:user/alice`, 'user', null, 'alice'],
    [`arn:aws:iam::${account}:user/team/oncall/alice`, 'user', null, 'alice'],
    [
      `arn:aws:sts::${account}:assumed-role/Admin/bob@example.com`,
      'assumed-role',
      'Admin',
      'bob@example.com',
    ],
    [`arn:aws:sts::${account}:federated-user/carol`, 'federated-user', null, 'carol'],
    [`arn:aws:iam::${account}:root`, 'root', null, 'root'],
  ])('reads %s', (arn, type, role, rawName) => {
    expect(parsePrincipal(caller(arn))).toEqual({
      arn,
      account,
      partition: 'aws',
      type,
      role,
      rawName,
      userId: 'AIDAEXAMPLE',
    });
  });

  it.each(['aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc', 'aws-new-one2'])(
    'takes the partition %s',
    (partition) => {
      const found = parsePrincipal(caller(`arn:${partition}:iam::${account}:user/alice`));
      expect(found.partition).toBe(partition);
    },
  );

  it.each([
    '',
    'alice',
    `arn:aws:iam::${account}:user/alice:more`,
    `arn:aws:iam::${account}:user/`,
    `arn:aws:iam::${account}:user`,
    `arn:aws:iam::${account}:user//alice`,
    `arn:aws:iam::${account}:role/Admin`,
    `arn:aws:iam::${account}:root/x`,
    `arn:aws:sts::${account}:user/alice`,
    `arn:aws:iam::${account}:assumed-role/Admin/alice`,
    `arn:aws:sts::${account}:assumed-role/Admin`,
    `arn:aws:sts::${account}:assumed-role/Admin/a/b`,
    `arn:aws:sts::${account}:assumed-role//alice`,
    `arn:aws:sts::${account}:federated-user/a/b`,
    `arn:aws:iam:eu-west-1:${account}:user/alice`,
    'arn:aws:iam::12345:user/alice',
    'arn:aws:iam::11112222333a:user/alice',
    `arn:AWS:iam::${account}:user/alice`,
    `arn::iam::${account}:user/alice`,
    `arn:awsome:iam::${account}:user/alice`,
    `urn:aws:iam::${account}:user/alice`,
  ])('refuses %s', (arn) => {
    expect(() => parsePrincipal(caller(arn))).toThrow(SentinelError);
  });

  it('refuses an ARN of another account than the answer says', () => {
    const arn = `arn:aws:iam::${account}:user/alice`;
    expect(() => parsePrincipal(caller(arn, '999999999999'))).toThrow(/another account/);
  });

  it('never cuts or strips a name, and fails only with a SentinelError', () => {
    const names = fc.stringMatching(/^[\w+=,.@-]{1,64}$/);
    fc.assert(
      fc.property(names, names, (role, name) => {
        const arn = `arn:aws:sts::${account}:assumed-role/${role}/${name}`;
        expect(parsePrincipal(caller(arn))).toMatchObject({ role, rawName: name });
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parsePrincipal(caller(text));
        } catch (error) {
          expect(error).toBeInstanceOf(SentinelError);
        }
      }),
    );
  });
});

it('the name that policies know is the raw name in NFC', () => {
  const principal = parsePrincipal(caller(`arn:aws:iam::${account}:user/zoe\u0308`));
  expect(policyUsername(principal)).toBe('zo\u00eb');
});

it('root and federated users cannot be stamped', () => {
  const why = (arn: string) => whyUnstampable(parsePrincipal(caller(arn)));
  expect(why(`arn:aws:iam::${account}:root`)).toMatch(/root/);
  expect(why(`arn:aws:sts::${account}:federated-user/carol`)).toMatch(/federated/);
  expect(why(`arn:aws:iam::${account}:user/alice`)).toBeNull();
  expect(why(`arn:aws:sts::${account}:assumed-role/Admin/bob`)).toBeNull();
});
