// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the policy variables of IAM
import { describe, expect, test } from 'vitest';
import { conditionProblem, conditionsHold } from '../../../src/sandbox/iam/conditions.ts';
import type { ConditionBlock } from '../../../src/sandbox/iam/document.ts';

const facts = {
  'aws:currenttime': '2026-11-20T18:00:00.000Z',
  'aws:epochtime': '1795197600',
  'aws:username': 'alice',
  'aws:principalarn': 'arn:aws:iam::111122223333:role/Developer',
  'aws:multifactorauthpresent': 'true',
  'aws:multifactorauthage': '120',
};

function holds(block: ConditionBlock, effect: 'Allow' | 'Deny' = 'Allow'): boolean {
  return conditionsHold(block, facts, effect);
}

describe('operators', () => {
  test.each<[ConditionBlock, boolean]>([
    [{ StringEquals: { 'aws:username': 'alice' } }, true],
    [{ StringEquals: { 'AWS:UserName': ['bob', 'alice'] } }, true],
    [{ StringEquals: { 'aws:username': 'Alice' } }, false],
    [{ StringEquals: { 'aws:username': 'ali*' } }, false],
    [{ StringEqualsIgnoreCase: { 'aws:username': 'ALICE' } }, true],
    [{ StringNotEquals: { 'aws:username': ['bob', 'alice'] } }, false],
    [{ StringNotEquals: { 'aws:username': 'bob' } }, true],
    [{ StringLike: { 'aws:username': 'ali?e' } }, true],
    [{ StringNotLike: { 'aws:username': 'ali*' } }, false],
    [{ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Dev*' } }, true],
    [{ ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Dev*' } }, false],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    [{ NumericLessThan: { 'aws:MultiFactorAuthAge': '121' } }, true],
    [{ NumericGreaterThanEquals: { 'aws:MultiFactorAuthAge': '121' } }, false],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-11-20T18:00:00Z' } }, false],
    [{ DateGreaterThan: { 'aws:CurrentTime': '2026-11-20T17:59:59.999Z' } }, true],
    [{ DateGreaterThanEquals: { 'aws:CurrentTime': '2026-11-20T18:00:00Z' } }, true],
    [{ DateLessThan: { 'aws:EpochTime': '1795197601' } }, true],
    [{ DateEquals: { 'aws:EpochTime': '2026-11-20T18:00:00Z' } }, true],
    [{ Null: { 'aws:SourceIdentity': 'true' } }, true],
    [{ Null: { 'aws:username': 'true' } }, false],
    [{ Null: { 'aws:username': 'false' } }, true],
  ])('%j: %s', (block, expected) => {
    expect(holds(block)).toBe(expected);
  });

  test('every operator of a block, and every key of an operator, must hold', () => {
    const like = { 'aws:username': 'ali*' };
    expect(holds({ StringLike: like, Bool: { 'aws:MultiFactorAuthPresent': 'true' } })).toBe(true);
    expect(holds({ StringLike: like, Bool: { 'aws:MultiFactorAuthPresent': 'false' } })).toBe(
      false,
    );
    expect(holds({ StringLike: { ...like, 'aws:PrincipalArn': 'x' } })).toBe(false);
  });
});

describe('an absent key', () => {
  test('fails a positive test and passes a negated one: why an SCP on sts:SourceIdentity hits everybody', () => {
    expect(holds({ StringLike: { 'sts:SourceIdentity': '*' } })).toBe(false);
    expect(holds({ StringNotLike: { 'sts:SourceIdentity': 'sentinel=*' } }, 'Deny')).toBe(true);
  });

  test('passes IfExists', () => {
    expect(holds({ StringLikeIfExists: { 'aws:SourceIdentity': 'sentinel=*' } })).toBe(true);
    expect(holds({ StringLikeIfExists: { 'aws:username': 'bob' } })).toBe(false);
  });
});

test('a variable without a value never widens access', () => {
  const block = { StringNotLike: { 'aws:username': 'x${aws:SourceIdentity}' } };
  expect(holds(block, 'Allow')).toBe(false);
  expect(holds(block, 'Deny')).toBe(true);
});

describe('what the evaluator does not know', () => {
  test.each([
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/8'],
    ['ForAllValues:StringLike', 'aws:username', 'a'],
    ['StringLikes', 'aws:username', 'a'],
    ['StringLike', 'aws:PrincipalOrgID', 'o-1'],
    ['DateGreaterThan', 'aws:CurrentTime', 'tomorrow'],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', 'ten'],
    ['Bool', 'aws:MultiFactorAuthPresent', 'yes'],
    ['Null', 'aws:username', 'maybe'],
  ])('%s on %s with %s has a problem', (operator, key, value) => {
    expect(conditionProblem(operator, key, [value])).toMatch(
      operator === 'StringLike' ? key : operator,
    );
  });

  test('should one slip through, it grants nothing and denies', () => {
    const block = { IpAddress: { 'aws:username': 'x' } };
    expect(holds(block, 'Allow')).toBe(false);
    expect(holds(block, 'Deny')).toBe(true);
  });
});
