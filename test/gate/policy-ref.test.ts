import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolicyRef } from '../../src/gate/policy-ref.ts';

describe('readPolicyRef', () => {
  it.each([
    ['ssm:/sentinel/policies/{profile}', { kind: 'ssm', name: '/sentinel/policies/prod' }],
    ['ssm:/sentinel/policies/prod/', { kind: 'ssm-path', path: '/sentinel/policies/prod/' }],
    ['ssm:/sentinel/{profile}/', { kind: 'ssm-path', path: '/sentinel/prod/' }],
    ['file:/etc/policy.yaml', { kind: 'file', path: '/etc/policy.yaml' }],
    ['file:policy.yaml', { kind: 'file', path: '/home/x/policy.yaml' }],
    ['file:{profile}.yaml', { kind: 'file', path: '/home/x/prod.yaml' }],
  ])('reads %s', (text, expected) => {
    expect(readPolicyRef(text, 'prod', '/home/x')).toMatchObject(expected);
  });

  it.each(['', 'policy.yaml', '/sentinel/x', 'ssm:', 'file:', 'http://x/y', 'ssm:/a b', 'SSM:/x'])(
    'refuses "%s"',
    (text) => {
      expect(() => readPolicyRef(text, 'prod', '/')).toThrow(/names no policy/);
    },
  );

  it('lets no profile name lead elsewhere', () => {
    for (const profile of ['..', '.', 'a/b', '../x', 'a b', '', 'é', '{profile}', 'a\u001b']) {
      expect(() => readPolicyRef('ssm:/p/{profile}', profile, '/')).toThrow(/cannot stand/);
      expect(() => readPolicyRef('file:/p/{profile}/x', profile, '/')).toThrow(/cannot stand/);
    }
    fc.assert(
      fc.property(fc.string(), (profile) => {
        try {
          const ref = readPolicyRef('file:/p/{profile}.yaml', profile, '/');
          expect(ref).toMatchObject({ path: `/p/${profile}.yaml` });
          expect(profile).toMatch(/^[A-Za-z0-9_.-]+$/);
        } catch (error) {
          expect(error).toMatchObject({ kind: 'failed' });
        }
      }),
    );
  });

  it('does not look at the profile where the reference has no place for it', () => {
    expect(readPolicyRef('ssm:/p', 'a b', '/')).toMatchObject({ name: '/p' });
  });
});
