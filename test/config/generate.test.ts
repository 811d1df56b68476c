import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/commands/config-validate/check.ts';
import { generateFiles } from '../../src/config/generate/files.ts';
import { NO_TARGETS, type Targets, targetsOf } from '../../src/config/generate/targets.ts';
import { TEMPLATES } from '../../src/config/generate/template.ts';
import { yamlText } from '../../src/config/generate/yaml-text.ts';
import { evaluate, prepare } from '../../src/policy/evaluate.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { Problems } from '../../src/policy/problems.ts';
import { readYaml } from '../../src/policy/yaml/read.ts';
import { user } from '../policy/arbitraries.ts';

const KINDS: Record<string, string> = {
  'config.yaml': 'config',
  'policy.yaml': 'access',
  'approvals.yaml': 'approvals',
  'breakglass.yaml': 'breakglass',
  'ratelimits.yaml': 'ratelimits',
};

/** Every problem and warning of all files of a template, on a machine with these profiles. */
async function found(template: (typeof TEMPLATES)[number], targets: Targets, names: string[]) {
  const files = generateFiles(template, targets);
  const reports = await Promise.all(
    files.map(({ name, text }) => check(name, text, null, { profiles: names })),
  );
  expect(reports.map(({ kind }) => kind)).toEqual(files.map(({ name }) => KINDS[name]));
  return reports.flatMap((report) =>
    report.problems.map(({ line, message }) => `${report.path}:${line} ${message}`),
  );
}

const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text.isWellFormed()),
  fc.constantFrom(
    'prod',
    'dev',
    'true',
    'null',
    '123',
    'a: b',
    '# x',
    '- x',
    '__proto__',
    "it's",
    'e\u0301',
    '\u00e9',
  ),
);
const roleArn = fc.oneof(
  fc.constantFrom(
    'arn:aws:iam::111122223333:role/ProdAdmin',
    'arn:aws-cn:iam::444455556666:role/path/x+y=z,.@-_',
    'arn:aws:iam::111122223333:role/*',
    'nonsense',
  ),
  fc.constant(null),
);

describe('generated files', () => {
  it.each(TEMPLATES)('of the template %s pass without a warning as they are', async (template) => {
    expect(await found(template, NO_TARGETS, [])).toEqual([]);
    expect(await found(template, NO_TARGETS, ['someone-elses'])).toEqual([]);
  });

  it('pass without a warning for any profiles', async () => {
    const rows = fc.array(fc.record({ name, roleArn }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(...TEMPLATES), async (profiles, template) => {
        const targets = targetsOf(profiles, ['*']);
        expect(targets.production.length + targets.other.length + targets.left.length).toBe(
          profiles.length,
        );
        expect(
          await found(
            template,
            targets,
            profiles.map((one) => one.name),
          ),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('mark what is to be replaced, which gives nobody anything', async () => {
    for (const template of TEMPLATES) {
      const files = generateFiles(template, NO_TARGETS);
      for (const { text } of files) {
        for (const line of text.split('\n').filter((one) => /replace-me/.test(one))) {
          expect(line).toContain('# PLACEHOLDER');
        }
      }
      const policy = await parseAccessPolicy(files[1]?.text ?? '', 'x');
      const verdict = evaluate(
        prepare(policy),
        {
          principal: user('alice'),
          profile: 'prod',
          roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
          account: '111122223333',
          mode: 'cli',
        },
        Date.parse('2026-11-20T12:00:00Z'),
      );
      expect(verdict).toMatchObject({
        effect: 'deny',
        rule: 'everything-else',
        breakglass: 'possible',
      });
    }
  });

  it('say what the template is for', async () => {
    const effect = async (template: (typeof TEMPLATES)[number]) => {
      const [, file] = generateFiles(template, NO_TARGETS);
      const { rules } = await parseAccessPolicy(file?.text ?? '', 'x');
      return rules.map((rule) => `${rule.name} ${rule.effect} ${rule.breakglass ?? ''}`.trim());
    };
    const rest = ['everyday allow', 'everything-else deny allowed'];
    expect(await effect('basic')).toEqual(['production allow', ...rest]);
    expect(await effect('approvals')).toEqual(['production require_approval', ...rest]);
    expect(await effect('full')).toEqual(['production require_approval', ...rest]);
    const names = TEMPLATES.map((one) => generateFiles(one, NO_TARGETS).map((file) => file.name));
    expect(names).toEqual([
      ['config.yaml', 'policy.yaml'],
      ['config.yaml', 'policy.yaml', 'approvals.yaml'],
      ['config.yaml', 'policy.yaml', 'approvals.yaml', 'breakglass.yaml', 'ratelimits.yaml'],
    ]);
  });

  it('pin each profile to its role, and leave out what leads to none', async () => {
    const targets = targetsOf(
      [
        { name: 'prod-eu', roleArn: 'arn:aws:iam::111122223333:role/A' },
        { name: 'product-dev', roleArn: 'arn:aws:iam::111122223333:role/B' },
        { name: 'keys', roleArn: null },
        { name: 'skipped', roleArn: 'arn:aws:iam::111122223333:role/C' },
      ],
      ['prod*', 'keys'],
    );
    expect(targets).toEqual({
      production: [{ profile: 'prod-eu', roleArn: 'arn:aws:iam::111122223333:role/A' }],
      other: [{ profile: 'product-dev', roleArn: 'arn:aws:iam::111122223333:role/B' }],
      left: [{ profile: 'keys', why: 'leads to no role' }],
    });
    const [, file] = generateFiles('approvals', targets);
    const policy = await parseAccessPolicy(file?.text ?? '', 'x');
    expect({ ...policy.targets }).toEqual({
      'prod-eu': 'arn:aws:iam::111122223333:role/A',
      'product-dev': 'arn:aws:iam::111122223333:role/B',
    });
    expect(file?.text).toContain('# Left out: keys (leads to no role).');
  });
});

it('writes any text as YAML that reads back as it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
      fc.pre(text.isWellFormed());
      const written = yamlText(text);
      expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const problems = new Problems();
      const node = await readYaml(`a: [${written}]\n# ${written}\n`, problems);
      expect(problems.list).toEqual([]);
      const value = node?.kind === 'map' ? node.entries[0]?.value : undefined;
      expect(value?.kind === 'list' ? value.items[0] : null).toMatchObject({ value: text });
    }),
  );
});
