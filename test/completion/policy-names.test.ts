import { expect, test } from 'vitest';
import { parameterNames, policyRefs } from '../../src/completion/policy-names.ts';

const USUAL = 'ssm:/sentinel/policies/{profile}';

test.each([
  ['', [USUAL]],
  ['policy: ssm:/a/b\n', ['ssm:/a/b', USUAL]],
  [
    'policy: "ssm:/a/{profile}"\nbreakglass: \'file:/x y\'\n',
    ['ssm:/a/{profile}', 'file:/x', USUAL],
  ],
  ['{policy: ssm:/a, approvals: ssm:/b}\n', ['ssm:/a', 'ssm:/b', USUAL]],
  ['# policy: ssm:/old\npolicy: ssm:/a # ssm:/b\n', ['ssm:/a', USUAL]],
  [`policy: ${USUAL}\n`, [USUAL]],
  ['policy: ssm:/team/\n', ['ssm:/team/', USUAL]],
])('%j', (config, refs) => expect(policyRefs(config)).toEqual(refs));

test('parameters by their names', () => {
  expect(parameterNames('policy: ssm:/a\nbreakglass: file:b\n')).toEqual([
    '/a',
    '/sentinel/policies/{profile}',
  ]);
});
