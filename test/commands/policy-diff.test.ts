import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { command } from '../../src/commands/policy-diff.ts';
import type { Context } from '../../src/context.ts';
import { ACCESS_POLICY, APPROVAL_POLICY } from '../../src/sandbox/story/policies.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { LOOSER, NAME, openPolicyPlace, type PolicyPlace, REF, REGIONS } from './policy-place.ts';
import { runCommand } from './run.ts';

const RULES = (rules: string) => `version: "1"\ntimezone: Europe/Berlin\nrules:\n${rules}\n`;
const REST = '  - {name: rest, effect: deny, conditions: {}}';

describe('policy diff of files', () => {
  /** A machine where asking AWS fails the test. */
  const alone = (): { ctx: Context; dir: string } => {
    const dir = tempDir();
    const refused = () => Promise.reject(new Error('AWS was asked'));
    const ctx = {
      env: {},
      // A Friday, 13:00 in Berlin.
      clock: { now: () => Date.parse('2026-11-20T12:00:00Z') },
      paths: {
        config: join(dir, 'config.yaml'),
        cache: join(dir, 'cache'),
        awsConfig: join(dir, 'aws-config'),
        awsCredentials: join(dir, 'aws-credentials'),
        systemConfig: null,
      },
      aws: { sts: refused, ssm: refused, ssmStore: refused },
      stdio: {},
    } as unknown as Context;
    writeFileSync(
      join(dir, 'aws-config'),
      `[profile prod]\nrole_arn = arn:aws:iam::333344445555:role/ProdAdmin\nsource_profile = me\nregion = eu-central-1\n[profile me]\naws_access_key_id = AKIAX\naws_secret_access_key = x\n`,
    );
    return { ctx, dir };
  };
  const lines = async (before: string, after: string, flags: readonly string[] = []) => {
    const { ctx, dir } = alone();
    writeFileSync(join(dir, 'old.yaml'), before);
    writeFileSync(join(dir, 'new.yaml'), after);
    const { out, code } = await runCommand(command, ctx, [
      join(dir, 'new.yaml'),
      '--against',
      `file:${join(dir, 'old.yaml')}`,
      ...flags,
    ]);
    return {
      code,
      out,
      changes: (out.split('\n\n').at(-1) ?? '').split('\n').filter((line) => /^[-+~!] /.test(line)),
    };
  };

  it('says who gains what and when, new access first', async () => {
    const { changes, out } = await lines(
      RULES(
        `  - {name: night, effect: allow, conditions: {profiles: [prod], users: [carol], time: {hours: {start: "22:00", end: "06:00"}}}}\n${REST}`,
      ),
      RULES(
        `  - {name: office, effect: allow, max_duration: 1h, conditions: {profiles: [prod], users: [alice, bob], time: {days: [monday, tuesday, wednesday, thursday, friday], hours: {start: "09:00", end: "18:00"}}}}\n${REST}`,
      ),
    );
    expect(changes).toEqual([
      '+ alice, bob gain prod (deny -> allow, up to 1h) monday-friday 09:00-18:00 Europe/Berlin',
      '- carol loses prod (allow -> deny) every day 22:00-06:00 Europe/Berlin',
    ]);
    expect(out).toContain('-  - {name: night, effect: allow');
  });

  it('sees people through groups, patterns and roles whose names come to count', async () => {
    const rules = RULES(
      `  - {name: team, effect: allow, conditions: {profiles: [prod], users: [team, "dev-*"]}}\n${REST}`,
    );
    const { changes } = await lines(
      `groups: {team: [alice]}\n${rules}`,
      `groups: {team: [alice, bob]}\ntrusted_principals: ["arn:aws:sts::*:assumed-role/CI-*/*"]\n${rules}`,
    );
    expect(changes).toEqual([
      '+ bob, alice as arn:aws:sts::*:assumed-role/CI-*/* gain prod (deny -> allow)',
    ]);
  });

  it('tells windows apart that end at another hour, and server mode from the others', async () => {
    const at = (end: string, effect = 'allow') =>
      RULES(
        `  - {name: w, effect: ${effect}, conditions: {profiles: [prod], time: {days: [saturday], hours: {start: "08:00", end: "${end}"}}}}\n${REST}`,
      );
    expect((await lines(at('12:00'), at('14:30'))).changes).toEqual([
      '+ everyone gains prod (deny -> allow) saturday 12:00-14:30 Europe/Berlin',
    ]);
    expect((await lines(at('12:00'), at('12:00', 'require_server'))).changes).toEqual([
      '- everyone loses prod (allow -> deny) in mode cli and credential_process saturday 08:00-12:00 Europe/Berlin',
    ]);
  });

  it('knows that a profile without a role gives nothing unless unstamped is allowed', async () => {
    const open = (more: string) =>
      RULES(`  - {name: all, effect: allow, conditions: {profiles: [me]}${more}}\n${REST}`);
    expect((await lines(RULES(REST), open(''))).changes).toEqual([]);
    expect((await lines(open(''), open(', unstamped: allow'))).changes).toEqual([
      '+ everyone gains me (deny -> allow)',
    ]);
  });

  it('exits 1 for a change only when asked to, and 0 for none', async () => {
    const text = RULES(REST);
    expect((await lines(text, `${text}# more\n`)).code).toBe(0);
    expect((await lines(text, `${text}# more\n`, ['--exit-code'])).code).toBe(1);
    const same = await lines(text, text, ['--exit-code']);
    expect([same.code, same.out.split('\n')[0]]).toEqual([0, 'The texts are the same.']);
  });

  it('shows nothing that acts on a terminal', async () => {
    const { out } = await lines(RULES(REST), `${RULES(REST)}# \u202e\u001b[31m\n`);
    expect(out).not.toMatch(/[\p{Cf}\p{Cc}](?<!\n)/u);
    expect(out).toContain('\\u{202e}\\x1b[31m');
  });

  it('refuses what does not load', async () => {
    await expect(lines(RULES(REST), RULES('  - {name: x}'))).rejects.toThrow(
      /new\.yaml does not pass/,
    );
  });

  it('has it all as JSON', async () => {
    const { out } = await lines(
      RULES(REST),
      RULES(`  - {name: a, effect: allow, conditions: {users: [alice]}}\n${REST}`),
      ['--json'],
    );
    const found = JSON.parse(out);
    expect(found).toMatchObject({
      kind: 'access',
      before: { parts: [{ version: null, bytes: RULES(REST).length }] },
      verdicts: {
        asked: { profiles: ['prod', 'me'], modes: ['cli', 'server', 'credential_process'] },
        locked_out: false,
        changes: [
          {
            direction: 'gain',
            people: [{ label: 'alice', name: 'alice', as: null }],
            profiles: ['prod'],
            before: { effect: 'deny' },
            after: { effect: 'allow', max_duration_seconds: null },
            spans: [{ from: '2026-11-20T12:00:00.000Z', until: '2026-11-27T12:00:00.000Z' }],
            text: 'alice gains prod (deny -> allow)',
          },
        ],
      },
    });
    expect(found.text_diff).toContain('+  - {name: a');
  });
});

describe('policy diff with Parameter Store', () => {
  let place: PolicyPlace;
  beforeAll(async () => {
    place = await openPolicyPlace();
  });
  afterAll(() => place.world.close());

  it('holds a file against the configured policy, and knows who asks', async () => {
    const path = place.file('p.yaml', LOOSER);
    const { out, code } = await place.diff([path], { as: 'alice' });
    expect(code).toBe(0);
    expect(out).toContain(`--- ${REF} (version 1)\n+++ ${path}`);
    expect(out).toMatch(/^\+ alice \(you\), bob, .* gain prod \(require_approval -> allow\)$/m);
  });

  it('without a file tells what the last push changed', async () => {
    const first = await place.diff([]);
    expect([first.code, first.told]).toEqual([2, expect.stringContaining('no version before')]);
    for (const region of REGIONS) place.write(region, NAME, LOOSER);
    expect((await place.diff([])).out).toMatch(/^\+ .* gain prod \(require_approval -> allow\)$/m);
    const path = place.file('p.yaml', ACCESS_POLICY);
    expect((await place.diff([path, '--against', `${REF}:1`, '--exit-code'])).code).toBe(0);
    expect((await place.diff([`${REF}:1`])).out).toMatch(/^- .* lose prod \(allow -> require_/m);
    expect((await place.diff([path, '--against', `${REF}:9`])).told).toContain('no version 9');
  });

  it('takes what is absent or broken for no access at all', async () => {
    const path = place.file('p.yaml', ACCESS_POLICY);
    const none = await place.diff([path, '--against', 'ssm:/sentinel/none']);
    expect(none.out).toContain('There is no policy under ssm:/sentinel/none yet');
    expect(none.out).toMatch(/^\+ everyone gains dev, dev-tools.*\(deny -> allow\)$/m);
    for (const region of REGIONS) place.write(region, '/sentinel/torn', 'version: 2\n');
    const torn = await place.diff([path, '--against', 'ssm:/sentinel/torn']);
    expect(torn.out).toContain('gives nobody access, because it does not load');
    expect(torn.out).toMatch(/^\+ everyone gains dev/m);
  });

  it('shows texts alone for the other kinds', async () => {
    const path = place.file('a.yaml', APPROVAL_POLICY.replace('[leads]', '[leads, carol]'));
    const { out } = await place.diff([path]);
    expect(out).toContain('--- ssm:/sentinel/approvals/default (version 1)');
    expect(out).toContain('+    approvers: [leads, carol]');
    expect(out).toContain('Verdicts are compared for access policies only');
  });

  it('asks about the one profile that a policy of its own is for', async () => {
    const config = place.file(
      'config.yaml',
      'version: "1"\npolicy: ssm:/sentinel/own/{profile}\nregions: [eu-central-1]\n',
    );
    for (const region of REGIONS) place.write(region, '/sentinel/own/dev', RULES(REST));
    const path = place.file('p.yaml', RULES('  - {name: all, effect: allow, conditions: {}}'));
    expect((await place.diff([path, '--config', config])).told).toContain('--profile NAME');
    const { out } = await place.diff([path, '--config', config, '--profile', 'dev']);
    expect(out).toMatch(
      /^\+ everyone gains dev \(deny, break-glass.* -> allow\)$|^\+ everyone gains dev \(deny -> allow\)$/m,
    );
    expect(out).not.toContain('staging');
  });
});
