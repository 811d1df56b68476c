import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trustGap } from '../../src/gate/trust.ts';
import { ROLES } from '../../src/sandbox/story/roles.ts';

const root = 'arn:aws:iam::111122223333:root';
const demand = (values: unknown, operator = 'StringLike', key = 'sts:SourceIdentity') => ({
  Condition: { [operator]: { [key]: values } },
});
const allow = (more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS: root },
  Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
  ...more,
});
const trust = (...Statement: unknown[]) => ({ Version: '2012-10-17', Statement });
const stamped = allow(demand('sentinel=*'));
const lambda = {
  Effect: 'Allow',
  Principal: { Service: 'lambda.amazonaws.com' },
  Action: 'sts:AssumeRole',
};

describe('demands a stamp of everybody', () => {
  it.each<[string, unknown]>([
    ['any stamp', trust(stamped)],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an IAM policy variable
    ['the stamp in the own name', trust(allow(demand('sentinel=${aws:username}=*')))],
    ['one stamp', trust(allow(demand('sentinel=alice=direct=a1b2c3d4', 'StringEquals')))],
    ['a list of stamps', trust(allow(demand(['sentinel=alice=*', 'sentinel=bob=*'])))],
    ['a key in other case', trust(allow(demand('sentinel=*', 'StringLike', 'STS:sourceidentity')))],
    ['one statement outside a list', { Statement: stamped }],
    ['the action alone', trust({ ...stamped, Action: 'sts:AssumeRole' })],
    [
      'beside another condition',
      trust(
        allow({
          Condition: {
            StringEquals: { 'sts:ExternalId': 'x' },
            StringLike: { 'sts:SourceIdentity': ['sentinel=*'] },
          },
        }),
      ),
    ],
    [
      'beside a wider condition on the same key: both must hold',
      trust(
        allow({
          Condition: {
            StringLike: { 'sts:SourceIdentity': 'sentinel=*' },
            Null: { 'sts:SourceIdentity': 'false' },
          },
        }),
      ),
    ],
    [
      'NotPrincipal with the demand',
      trust(allow({ NotPrincipal: { AWS: root }, ...demand('sentinel=*') })),
    ],
    ['a Deny beside it', trust(stamped, { Effect: 'Deny', Principal: '*', Action: 'sts:*' })],
    ['an AWS service beside it', trust(stamped, lambda)],
    [
      'other actions beside it',
      trust(stamped, allow({ Action: ['sts:TagSession', 'sts:SetSourceIdentity'] })),
    ],
    [
      'an identity provider beside it',
      trust(stamped, allow({ Action: 'sts:AssumeRoleWithWebIdentity' })),
    ],
  ])('%s', (_, document) => {
    expect(trustGap(document)).toBeNull();
  });

  it('the roles of the story do, but for the one that says so', () => {
    const open = ROLES.filter((role) => trustGap(role.trust));
    expect(open.map((role) => role.name)).toEqual(['LegacyAdmin']);
  });
});

const unlooked = /^statement 1 .*does not look at sts:SourceIdentity$/;
const others = /^statement 1 .*also lets in others/;
const nobody = /no statement .* lets anybody assume it/;

describe('does not', () => {
  it.each<[string, unknown, RegExp]>([
    ['no condition', trust(allow()), unlooked],
    ['another condition', trust(allow(demand('x', 'StringEquals', 'sts:ExternalId'))), unlooked],
    [
      'the key that is set later',
      trust(allow(demand('sentinel=*', 'StringLike', 'aws:SourceIdentity'))),
      unlooked,
    ],
    ['anything', trust(allow(demand('*'))), others],
    ['one of the values is wider', trust(allow(demand(['sentinel=*', 'ci-*']))), others],
    ['a wildcard before the end of the prefix', trust(allow(demand('sentinel*'))), others],
    ['a wildcard in place of it', trust(allow(demand('sentinel?*'))), others],
    ['another case', trust(allow(demand('Sentinel=*'))), others],
    ['no value', trust(allow(demand([]))), others],
    ['a value that is no text', trust(allow(demand([7]))), others],
    ['the opposite', trust(allow(demand('sentinel=*', 'StringNotLike'))), others],
    ['IfExists', trust(allow(demand('sentinel=*', 'StringLikeIfExists'))), others],
    ['ForAllValues', trust(allow(demand('sentinel=*', 'ForAllValues:StringLike'))), others],
    ['in any case', trust(allow(demand('sentinel=*', 'StringEqualsIgnoreCase'))), others],
    ['some identity, whichever', trust(allow(demand('false', 'Null'))), others],
    ['NotPrincipal', trust(allow({ Principal: undefined, NotPrincipal: { AWS: root } })), unlooked],
    ['everybody', trust(allow({ Principal: '*' })), unlooked],
    [
      'a service with a person',
      trust(allow({ Principal: { Service: 'a.amazonaws.com', AWS: root } })),
      unlooked,
    ],
    ['a service that is any', trust({ ...lambda, Principal: { Service: '*' } }), unlooked],
    ['all of STS', trust(allow({ Action: 'sts:*' })), unlooked],
    ['everything', trust(allow({ Action: ['*'] })), unlooked],
    [
      'a pattern of the action, in other case',
      trust(allow({ Action: 'STS:assume?ole' })),
      unlooked,
    ],
    ['NotAction', trust(allow({ Action: undefined, NotAction: 'sts:TagSession' })), unlooked],
    ['an effect in other case', trust(allow({ Effect: 'allow' })), unlooked],
    [
      'a Deny for who has no stamp',
      trust(allow(), {
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        ...demand('sentinel=*', 'StringNotLike'),
      }),
      unlooked,
    ],
    ['the second of two', trust(stamped, allow()), /^statement 2 .*does not look/],
    ['a statement that is none', trust(stamped, 'Allow'), /^statement 2/],
    ['services alone', trust(lambda), nobody],
    ['a Deny alone', trust({ ...stamped, Effect: 'Deny' }), nobody],
    ['no statement', trust(), nobody],
    ['no document', null, nobody],
    ['text', '{"Statement": []}', nobody],
  ])('%s', (_, document, why) => {
    const gap = trustGap(document);
    expect(gap?.why).toMatch(why);
    expect(gap?.fix).toContain('"sentinel=*"');
  });

  it('the form with colons, and it says why', () => {
    const gap = trustGap(trust(allow(demand('sentinel:*'))));
    expect(gap?.why).toMatch(
      /a stamp with colons \(StringLike \["sentinel:\*"\]\), which STS refuses/,
    );
    expect(gap?.fix).toBe('Write "sentinel=*" in place of "sentinel:*".');
  });

  it('whatever stands beside an open statement, in whatever order', () => {
    const any = fc.oneof(fc.constantFrom<unknown>(stamped, lambda), fc.jsonValue());
    fc.assert(
      fc.property(fc.array(any), fc.array(any), (before, after) => {
        expect(trustGap(trust(...before, allow(), ...after))).not.toBeNull();
      }),
      { numRuns: 200 },
    );
  });
});
