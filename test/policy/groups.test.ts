import { expect, it } from 'vitest';
import { prepare } from '../../src/policy/evaluate.ts';
import { explain } from '../../src/policy/explain.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { user } from './arbitraries.ts';
import { asked, NOON, verdictOf } from './asked.ts';

const parsed = (head: string, rules: string) =>
  parseAccessPolicy(`version: "1"\n${head}\nrules:\n${rules}`, 'p.yaml');

it.each(['{retired: []}', '{retired: [sub], sub: []}'])(
  'a group that nobody is in (%s) lets nobody in',
  async (groups) => {
    const policy = await parsed(
      `groups: ${groups}`,
      '  - {name: a, effect: allow, conditions: {users: [retired]}}',
    );
    const root = { ...user('root'), type: 'root' as const, rawName: 'root' };
    for (const principal of [user('alice'), root]) {
      expect(verdictOf(policy, { principal }).effect).toBe('deny');
      const { verdict, trace } = explain(prepare(policy), { ...asked, principal }, NOON);
      expect([verdict.effect, trace[0]?.matched]).toEqual(['deny', false]);
    }
  },
);

it('an empty list asks nothing, as an absent one', async () => {
  const policy = await parsed('', '  - {name: a, effect: allow, conditions: {users: []}}');
  expect(verdictOf(policy).effect).toBe('allow');
});

it('a group and its mention are one name in either Unicode spelling', async () => {
  const policy = await parsed(
    'groups: {"se\\u0301c": [alice]}',
    [
      '  - {name: no, effect: deny, conditions: {users: ["s\\u00e9c"]}}',
      '  - {name: yes, effect: allow, conditions: {}}',
    ].join('\n'),
  );
  expect(verdictOf(policy).effect).toBe('deny');
});

it.each(['groups', 'targets'])('two spellings of one name in %s are an error', async (key) => {
  const role = '"arn:aws:iam::111122223333:role/A"';
  const value = key === 'groups' ? '[alice]' : role;
  const text = `${key}: {"se\\u0301c": ${value}, "s\\u00e9c": ${value}}`;
  await expect(parsed(text, '  - {name: a, effect: deny, conditions: {}}')).rejects.toMatchObject({
    problems: [{ message: expect.stringContaining('stands twice') }],
  });
});
