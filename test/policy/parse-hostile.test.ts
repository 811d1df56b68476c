import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { PolicyError } from '../../src/policy/problems.ts';
import { EFFECTS } from '../../src/policy/types.ts';
import { problems } from './problems-of.ts';
import { SPEC } from './spec-policy.ts';

describe('hostile YAML', () => {
  const K = 250 * 1024;
  const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]']
    .concat(
      [...'bcdefghij'].map(
        (name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(',')}]`,
      ),
    )
    .join('\n');

  it.each<[string, string, RegExp]>([
    ['nothing', '', /^1:1 .*not empty$/],
    ['a comment', '# nothing\n', /not empty/],
    ['NUL', '\0', /must be a map/],
    ['over 256 KiB', `# ${'x'.repeat(256 * 1024)}`, /^1:1 larger than 256 KiB/],
    [
      'over 256 KiB in bytes, not in characters',
      `# ${'é'.repeat(140 * 1024)}`,
      /larger than 256 KiB/,
    ],
    [
      'two documents',
      'version: 1\n---\nversion: 1\n',
      /^3:1 more than one YAML document|^2:1 more than one/,
    ],
    ['20,000 documents', '---\na: 1\n'.repeat(20_000), /more than one YAML document/],
    ['alias bomb', bomb, /alias bomb/],
    ['60,000 aliases', `a: &x 1\nb: [${'*x,'.repeat(60_000)}]`, /alias bomb/],
    ['alias to nothing', 'a: *b', /repeats nothing/],
    ['alias to itself', 'a: &a [*a]', /stands inside what it repeats/],
    ['deep lists, never closed', '['.repeat(K), /nested too deep/],
    ['deep lists', '['.repeat(K / 2) + ']'.repeat(K / 2), /nested too deep/],
    ['deep block lists', '- '.repeat(K / 2), /nested too deep/],
    ['deep explicit keys', '? '.repeat(K / 2), /nested too deep/],
    [
      '25,000 keys',
      Array.from({ length: 25_000 }, (_, i) => `k${i}: 1`).join('\n'),
      /unknown key "k0"/,
    ],
    ['40,000 times one key', 'a: 1\n'.repeat(40_000), /duplicate key/],
    [
      '100,000 rules that are none',
      `version: 1\nrules: [${'a,'.repeat(100_000)}]`,
      /a rule must be a map/,
    ],
    ['a tag that runs code elsewhere', 'version: !!python/object/apply:os.system [x]', /tag/],
    ['a tag of its own', 'version: !sentinel 1', /tag/],
    ['binary', 'version: !!binary MQ==', /tag/],
    ['YAML 1.1', '%YAML 1.1\n---\nversion: 1', /%YAML 1.1 is not supported/],
    ['merge keys', '<<: {version: 1}', /unknown key "<<"/],
    ['prototype keys', '__proto__: {rules: []}', /unknown key "__proto__"/],
    ['a number as key', '1: 2', /a key must be a string/],
    ['a list as key', '? [a]\n: 2', /a key must be a string/],
    ['half a character', 'version: "\\uD800"', /lone surrogate/],
    ['open quote', `a: "${'x\n  '.repeat(1000)}`, /not valid YAML/],
    ['tabs for spaces', 'rules:\n\t- name: a', /not valid YAML/],
    ['terminal controls in a key', '"\\e]52;c;x\\a": 1', /unknown key "\\u001b]52;c;x\\u0007"/],
    ['a key of 200 KiB', `${'k'.repeat(900)}: 1`, /unknown key "k{60}\.\.\."/],
  ])(
    '%s',
    async (_, text, expected) => {
      const found = await problems(text);
      expect(found.some((problem) => expected.test(problem))).toBe(true);
      expect(found.length).toBeLessThanOrEqual(101);
      expect(Math.max(...found.map((problem) => problem.length))).toBeLessThan(600);
    },
    60_000,
  );
});

describe('whatever is read', () => {
  it('is a policy of known effects, or a PolicyError with a place inside the text', async () => {
    const broken = fc
      .tuple(
        fc.nat(SPEC.length),
        fc.nat(6),
        fc.oneof(
          fc.string({ maxLength: 4 }),
          fc.constantFrom(
            '- ',
            ': ',
            '*a',
            '&a ',
            '{',
            ']',
            '"',
            '\n',
            '\n---\n',
            '|',
            '!!set ',
            'allow',
          ),
        ),
      )
      .map(([at, cut, more]) => SPEC.slice(0, at) + more + SPEC.slice(at + cut));
    await fc.assert(
      fc.asyncProperty(fc.oneof(broken, broken, fc.string({ unit: 'binary' })), async (text) => {
        try {
          const { rules } = await parseAccessPolicy(text, 'x');
          for (const { effect } of rules) expect(EFFECTS).toContain(effect);
        } catch (error) {
          if (!(error instanceof PolicyError)) throw error;
          const lines = text.split(/\r\n|\n|\r/);
          for (const { line, column } of error.problems) {
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(lines.length + 1);
            expect(column).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 1500 },
    );
  }, 60_000);
});
