import { describe, expect, it } from 'vitest';
import { joinPolicies } from '../../src/gate/join-policies.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { verdictOf } from '../policy/asked.ts';

const part = async (name: string, text: string) => ({
  name,
  policy: await parseAccessPolicy(`version: "1"\n${text}`, name),
});
const rule = (name: string, more = '') =>
  `rules:\n  - {name: ${name}, effect: allow, conditions: {${more}}}\n`;

describe('joinPolicies', () => {
  it('puts rules one after another, and what is around them together', async () => {
    const joined = joinPolicies(
      [
        await part(
          'a',
          `groups: {g: [alice]}\ntrusted_principals: ["arn:aws:sts::*:x"]\n${rule('one')}`,
        ),
        await part('b', `groups: {g: [alice], h: [bob]}\nledger: local\n${rule('two')}`),
      ],
      'ssm:/p/',
    );
    expect(joined.rules.map((one) => one.name)).toEqual(['one', 'two']);
    expect(joined.groups).toEqual({ g: ['alice'], h: ['bob'] });
    expect(joined.ledger).toBe('local');
    expect(joined.trustedPrincipals).toEqual(['arn:aws:sts::*:x']);
  });

  it('keeps a group of any name, `__proto__` too', async () => {
    const deny = 'rules:\n  - {name: d, effect: deny, conditions: {users: [__proto__]}}\n';
    const joined = joinPolicies(
      [await part('a', `groups: {__proto__: [alice]}\n${deny}`), await part('b', rule('rest'))],
      'ssm:/p/',
    );
    expect(verdictOf(joined).effect).toBe('deny');
  });

  it("keeps each policy's own zone for its own windows", async () => {
    const window = 'time: {hours: {start: "09:00", end: "18:00"}}';
    const joined = joinPolicies(
      [
        await part('a', `timezone: Europe/Berlin\n${rule('one', window)}`),
        await part('b', rule('two', window)),
        await part('c', `timezone: Asia/Tokyo\n${rule('three', window)}`),
      ],
      'ssm:/p/',
    );
    expect(joined.rules.map((one) => one.conditions.time?.timezone)).toEqual([
      'Europe/Berlin',
      'UTC',
      'Asia/Tokyo',
    ]);
  });

  it.each([
    ['two rules of one name', rule('one'), rule('one'), /rule "one" stands twice/],
    [
      'two meanings of a group',
      `groups: {g: [a]}\n${rule('one')}`,
      `groups: {g: [b]}\n${rule('two')}`,
      /group "g"/,
    ],
    [
      'two roles for a target',
      `targets: {p: "arn:aws:iam::111122223333:role/A"}\n${rule('one')}`,
      `targets: {p: "arn:aws:iam::111122223333:role/B"}\n${rule('two')}`,
      /target "p"/,
    ],
  ])('refuses %s', async (_, a, b, message) => {
    const parts = [await part('a', a), await part('b', b)];
    expect(() => joinPolicies(parts, 'ssm:/p/')).toThrow(message);
  });

  it('refuses none at all', () => {
    expect(() => joinPolicies([], 'ssm:/p/')).toThrow(/no policy/);
  });
});
