import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PolicyDocument, Statement } from '../../../src/sandbox/iam/document.ts';
import { checkDocument, readDocument } from '../../../src/sandbox/iam/document.ts';
import { judge } from '../../../src/sandbox/iam/evaluate.ts';

const asked = { action: 'rds:DeleteDBInstance', resource: 'arn:aws:rds:eu:1:db:a', facts: {} };
const one = (...Statement: Statement[]): PolicyDocument => ({ Version: '2012-10-17', Statement });

describe('judge', () => {
  test.each<[string, PolicyDocument, string]>([
    ['nothing said', one({ Effect: 'Allow', Action: 's3:*', Resource: '*' }), 'silent'],
    ['allowed', one({ Effect: 'Allow', Action: 'rds:Delete*', Resource: '*' }), 'allow'],
    [
      'actions fold case',
      one({ Effect: 'Allow', Action: 'RDS:deletedbinstance', Resource: '*' }),
      'allow',
    ],
    [
      'another resource',
      one({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:rds:*:*:db:b' }),
      'silent',
    ],
    ['NotAction', one({ Effect: 'Allow', NotAction: 'rds:Describe*', Resource: '*' }), 'allow'],
    ['NotAction names it', one({ Effect: 'Allow', NotAction: 'rds:*', Resource: '*' }), 'silent'],
    ['NotResource', one({ Effect: 'Allow', Action: '*', NotResource: '*db:a' }), 'silent'],
    ['no resource at all', one({ Effect: 'Allow', Action: '*' }), 'silent'],
  ])('%s', (_name, document, expected) => {
    expect(judge([document], asked)).toBe(expected);
  });

  test('an explicit deny wins wherever it stands', () => {
    const statement = fc.record({
      Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
      Action: fc.constantFrom('*', 'rds:*', 's3:*'),
      Resource: fc.constant('*'),
    });
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 6 }), (statements) => {
        const matching = statements.filter((entry) => entry.Action !== 's3:*');
        const expected = matching.some((entry) => entry.Effect === 'Deny')
          ? 'deny'
          : matching.length > 0
            ? 'allow'
            : 'silent';
        expect(judge([one(...statements)], asked)).toBe(expected);
      }),
    );
  });
});

describe('readDocument', () => {
  test.each([
    ['{', /invalid Json/],
    ['[]', /Syntax errors/],
    ['{"Version":"2020-01-01","Statement":[]}', /version/],
    ['{"Statement":[],"Rules":[]}', /Rules/],
    ['{"Statement":[]}', /Syntax errors/],
    ['{"Statement":{"Effect":"Maybe","Action":"*","Resource":"*"}}', /Effect/],
    ['{"Statement":{"Effect":"Allow","Resource":"*"}}', /actions/],
    ['{"Statement":{"Effect":"Allow","Action":[1],"Resource":"*"}}', /Action/],
    ['{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Wenn":{}}}', /Wenn/],
    [
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"IpAddress":{"aws:SourceIp":"1.2.3.4"}}}}',
      /IpAddress/,
    ],
    [
      '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalOrgID":"o"}}}}',
      /aws:PrincipalOrgID/,
    ],
  ])('refuses %s', (text, expected) => {
    expect(() => readDocument(text)).toThrow(expected);
    expect(() => readDocument(text)).toThrow(
      expect.objectContaining({ code: 'MalformedPolicyDocument', status: 400 }),
    );
  });

  test('one statement need not be a list', () => {
    const document = checkDocument({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } });
    expect(judge([document], asked)).toBe('allow');
  });
});
