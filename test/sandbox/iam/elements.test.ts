import { describe, expect, test } from 'vitest';
import { readDocument } from '../../../src/sandbox/iam/document.ts';
import type { DocumentKind } from '../../../src/sandbox/iam/elements.ts';

const read = (kind: DocumentKind, ...statements: object[]) =>
  readDocument(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind);
const refusing = (expected: string) =>
  expect.objectContaining({
    code: 'MalformedPolicyDocument',
    status: 400,
    message: expect.stringContaining(expected),
  });

const FULL = { Effect: 'Allow', Action: '*', Resource: '*' };
const date = (value: string) => ({
  ...FULL,
  Condition: { DateLessThan: { 'aws:CurrentTime': value } },
});

describe('an identity or session policy', () => {
  test.each<[string, object[], string]>([
    ['a Principal', [{ ...FULL, Principal: '*' }], 'should not specify a principal'],
    ['no resource', [{ Effect: 'Allow', Action: '*' }], 'must contain resources'],
    ['an empty resource list', [{ ...FULL, Resource: [] }], 'must contain resources'],
    ['Resource and NotResource', [{ ...FULL, NotResource: '*' }], 'Syntax errors in policy.'],
    ['no action', [{ Effect: 'Allow', Resource: '*' }], 'must contain actions'],
    ['an empty action list', [{ ...FULL, Action: [] }], 'must contain actions'],
    ['Action and NotAction', [{ ...FULL, NotAction: 's3:*' }], 'Syntax errors in policy.'],
    ['an action without a vendor', [{ ...FULL, Action: 'GetObject' }], 'prefaced by a vendor'],
    ['an action without a name', [{ ...FULL, Action: ['s3:*', 's3:'] }], 'prefaced by a vendor'],
    ['an empty action', [{ ...FULL, Action: '' }], 'prefaced by a vendor'],
    ['a bare name', [{ ...FULL, Resource: 'bucket/*' }], 'Resource bucket/* must be in ARN format'],
    ['an empty resource', [{ ...FULL, Resource: ['*', ''] }], 'must be in ARN format'],
    ['half an ARN', [{ ...FULL, Resource: 'arn:aws:s3' }], 'must be in ARN format'],
    ['a Sid of other signs', [{ ...FULL, Sid: 'a b' }], '[0-9A-Za-z]*'],
    ['a Sid that is no text', [{ ...FULL, Sid: 1 }], '[0-9A-Za-z]*'],
    [
      'one Sid twice',
      [
        { ...FULL, Sid: 'A' },
        { ...FULL, Sid: 'A' },
      ],
      'must be unique',
    ],
    ['a date in words', [date('Nov 20 2026')], 'Nov 20 2026'],
    ['a date without a zone', [date('2026-11-20T10:00:00')], '2026-11-20T10:00:00'],
    ['a month that is none', [date('2026-13-01T00:00:00Z')], '2026-13-01'],
  ])('is refused for %s', (_what, statements, expected) => {
    expect(() => read('identity', ...statements)).toThrow(refusing(expected));
  });

  test.each<[string, object[]]>([
    ['two Sids', [{ ...FULL, Sid: 'A' }, { ...FULL, Sid: 'B' }, FULL]],
    ['NotAction and NotResource', [{ Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:*:*' }]],
    ['ARN patterns', [{ ...FULL, Resource: ['arn:aws:s3:::b/*', 'arn:aws:iam::*:role/a:b'] }]],
    ['wild actions', [{ ...FULL, Action: ['s3:Get*', 'execute-api:*', 'ec2:?un*'] }]],
    ['dates', [date('2026-11-20T10:00:00Z'), date('2026-11-20'), date('1795000000')]],
    ['a zone', [date('2026-11-20T10:00:00.5+02:00')]],
  ])('is taken with %s', (_what, statements) => {
    expect(read('identity', ...statements).Statement).toEqual(statements);
  });
});

describe('a trust policy', () => {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '111122223333' } };
  const { Principal: _gone, ...nobody } = trust;

  test.each<[string, object, string]>([
    ['no Principal', nobody, 'Missing required field Principal'],
    ['an empty Principal', { ...trust, Principal: {} }, 'cannot be empty'],
    ['an unknown kind', { ...trust, Principal: { Aws: '1' } }, 'Invalid principal in policy'],
    ['a Principal in a text', { ...trust, Principal: '1' }, 'Syntax errors'],
    ['a Resource', { ...trust, Resource: '*' }, 'Has prohibited field Resource'],
    ['a NotResource', { ...trust, NotResource: '*' }, 'Has prohibited field NotResource'],
  ])('is refused for %s', (_what, statement, expected) => {
    expect(() => read('trust', statement)).toThrow(refusing(expected));
  });

  test('is taken as IAM writes it', () => {
    expect(read('trust', trust, { ...trust, Principal: '*' }).Statement).toHaveLength(2);
  });
});
