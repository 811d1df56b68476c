import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inUse } from '../../src/commands/config-validate/wanted.ts';
import { command } from '../../src/commands/config-validate.ts';
import type { Context } from '../../src/context.ts';
import { rootOwned } from '../config/root-owned.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { SPEC } from '../policy/spec-policy.ts';
import { runCommand } from './run.ts';

function machine(files: Record<string, string>) {
  const dir = tempDir();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const path = (name: string) => join(dir, name);
  const paths = {
    config: path('config.yaml'),
    awsConfig: path('aws-config'),
    awsCredentials: path('aws-credentials'),
  };
  const ctx = { env: {}, paths, stdio: {} } as unknown as Context;
  return { path, run: (...args: string[]) => runCommand(command, ctx, args) };
}

const SOUND = 'version: 1\nrules: [{name: rest, effect: deny, conditions: {}}]\n';

describe('config validate', () => {
  it('passes what is sound, silent on stdout', async () => {
    const { path, run } = machine({ 'p.yaml': SOUND });
    expect(await run(path('p.yaml'))).toEqual({
      code: 0,
      out: '',
      err: `${path('p.yaml')}: ok (access)\n`,
    });
  });

  it('prints every problem of every file as path:line:col: message', async () => {
    const { path, run } = machine({
      'a.yaml': 'version: 3\nrule: []\n',
      'b.yaml': 'version: 1\npolcy: x\n',
    });
    const { code, out } = await run(path('a.yaml'), path('b.yaml'), path('gone.yaml'), '--strict');
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      `${path('a.yaml')}:1:1: an access policy needs "rules"`,
      expect.stringContaining(`${path('a.yaml')}:1:10: version must be "1"`),
      expect.stringContaining(`${path('a.yaml')}:2:1: unknown key "rule"`),
      `${path('b.yaml')}:2:1: unknown key "polcy" in the config; did you mean "policy"?`,
      `${path('gone.yaml')}:1:1: does not exist`,
      '',
    ]);
  });

  it('has warnings, which only --strict makes errors', async () => {
    const { path, run } = machine({ 'p.yaml': SPEC });
    const { code, out } = await run(path('p.yaml'));
    expect(code).toBe(0);
    expect(out).toBe(
      `${path('p.yaml')}:9:3: warning: no catch-all: end with a rule of conditions {} that says what happens to all else\n`,
    );
    expect((await run(path('p.yaml'), '--strict')).code).toBe(1);
  });

  it('tells kinds apart by their keys, or is told', async () => {
    const { path, run } = machine({
      'access.yaml': SOUND,
      'glass.yaml': 'version: 1\nrules: [{name: a, users: [alice], ticket: "INC-*"}]',
      'conf.yaml': 'version: 1\nregions: [us-east-1]',
      'approvals.yaml': 'version: 1\nrules: [{name: a, profiles: [prod], approvers: [bob]}]',
      'limits.yaml': 'version: 1\nrules: [{name: a, profiles: [prod], cooldown: 30m}]',
    });
    const names = ['access', 'glass', 'conf', 'approvals', 'limits'];
    const { code, out } = await run(...names.map((name) => path(`${name}.yaml`)), '--json');
    expect(code).toBe(0);
    const { ok, files } = JSON.parse(out);
    expect(ok).toBe(true);
    expect(files.map((file: { kind: string; ok: boolean }) => [file.kind, file.ok])).toEqual([
      ['access', true],
      ['breakglass', true],
      ['config', true],
      ['approvals', true],
      ['ratelimits', true],
    ]);
    const told = await run(path('glass.yaml'), '--kind', 'access');
    expect(told.out).toContain('unknown key "users" in a rule');
  });

  it('checks the config in use and the policies in files that it names', async () => {
    const { path, run } = machine({
      'config.yaml': 'version: 1\npolicy: file:p.yaml\nbreakglass: file:glass.yaml\n',
      'p.yaml': SOUND,
      'glass.yaml': 'version: 1\nrules: [{name: a, users: []}]',
    });
    const { code, out, err } = await run();
    expect(code).toBe(1);
    expect(out).toBe(`${path('glass.yaml')}:2:26: users must not be empty\n`);
    expect(err).toContain(`${path('config.yaml')}: ok (config)`);
    expect(err).toContain(`${path('p.yaml')}: ok (access)`);
  });

  it('says that there is nothing to check', async () => {
    await expect(machine({}).run()).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('no config file'),
    });
  });

  it('holds policies against the profiles of the machine', async () => {
    const { path, run } = machine({
      'p.yaml':
        'version: 1\nrules: [{name: a, effect: deny, conditions: {profiles: [pord]}}, {name: rest, effect: deny, conditions: {}}]\n',
      'aws-config': '[profile prod]\nregion = us-east-1\n',
    });
    expect((await run(path('p.yaml'))).out).toContain(
      'there is no profile "pord" in the AWS config',
    );
  });

  it('writes nothing that acts on a terminal', async () => {
    const { path, run } = machine({ 'p.yaml': 'version: 1\n"\\e]0;x\\a\u202e": 1\nrules: []\n' });
    const { out } = await run(path('p.yaml'));
    expect(out).toMatch(/unknown key/);
    expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});

describe('the config in use', () => {
  it('is checked with all kinds of policies that it names', async () => {
    const { path, run } = machine({
      'config.yaml':
        'version: 1\npolicy: file:p.yaml\napprovals: file:a.yaml\nbreakglass: file:b.yaml\nratelimits: file:r.yaml\n',
      'p.yaml': SOUND,
      'a.yaml': 'version: 1\nrules: [{name: a, approvers: []}]',
      'b.yaml': 'version: 1\nrules: [{name: a, users: []}]',
      'r.yaml': 'version: 1\nrules: [{name: a, max_per_user: 1}]',
    });
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      `${path('a.yaml')}:2:30: approvers must not be empty`,
      `${path('b.yaml')}:2:26: users must not be empty`,
      `${path('r.yaml')}:2:9: a rate-limit rule with max_per_user needs "quota_window"`,
      '',
    ]);
  });

  it('says what it does not check, and checks it for a profile', async () => {
    const { path, run } = machine({
      'config.yaml': 'version: 1\npolicy: "file:{profile}.yaml"\n',
      'prod.yaml': SOUND,
    });
    const without = await run('--json');
    expect(JSON.parse(without.out)).toMatchObject({
      ok: true,
      not_checked: [
        { ref: `file:${path('{profile}.yaml')}`, why: expect.stringContaining('--profile') },
      ],
    });
    expect((await run()).err).toContain('not checked; name a profile');
    const told = await run('--profile', 'prod');
    expect(told.err).toContain(`${path('prod.yaml')}: ok (access)`);
    expect((await run('--profile', 'dev')).code).toBe(1);
    await expect(run('file:{profile}.yaml')).rejects.toMatchObject({ exitCode: 2 });
  });

  it("is the organisation's too, which must be root's", async () => {
    const { dir, ctx, run } = withSystem('policy: file:p.yaml', null);
    const refused = await run();
    expect(refused.code).toBe(1);
    expect(refused.out).toContain(`${dir}/etc.yaml is not to be relied on`);
    const { reports, policies } = await inUse(ctx, undefined, undefined, {}, rootOwned());
    expect(reports.map(({ path, problems }) => [path, problems])).toEqual([
      [`${dir}/etc.yaml`, []],
    ]);
    expect(policies).toEqual([{ name: `file:${dir}/p.yaml`, kind: 'access' }]);
  });

  it("shows where the user's contradicts the organisation's", async () => {
    const { dir, ctx } = withSystem('policy: ssm:/a\nkeys: file', 'keys: pass\npolicy: ssm:/b');
    const { reports, policies } = await inUse(ctx, undefined, undefined, {}, rootOwned());
    expect(reports[1]).toEqual({
      path: `${dir}/config.yaml`,
      kind: 'config',
      problems: [
        {
          line: 3,
          column: 9,
          severity: 'error',
          message: `${dir}/etc.yaml:2 sets policy: ssm:/a, and nothing overrides that file`,
        },
        {
          line: 2,
          column: 7,
          severity: 'error',
          message: `${dir}/etc.yaml:3 sets keys: file, and nothing overrides that file`,
        },
      ],
    });
    expect(policies).toEqual([]);
  });

  it('has warnings of its own', async () => {
    const { run } = machine({
      'config.yaml':
        'version: 1\nledger: sqlite\nledger_region: us-east-1\nprofiles: {pord: {duration: 1h}}\n',
      'aws-config': '[profile prod]\nregion = us-east-1\n',
    });
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/:3:16: warning: of use only with ledger: dynamodb\n/);
    expect(out).toMatch(/:4:18: warning: there is no profile "pord" in the AWS config\n/);
  });
});

function withSystem(system: string, user: string | null) {
  const dir = tempDir();
  const paths = {
    systemConfig: join(dir, 'etc.yaml'),
    config: join(dir, 'config.yaml'),
    awsConfig: join(dir, 'none'),
    awsCredentials: join(dir, 'none'),
  };
  writeFileSync(paths.systemConfig, `version: 1\n${system}\n`);
  if (user !== null) writeFileSync(paths.config, `version: 1\n${user}\n`);
  const ctx = { env: {}, paths, stdio: {} } as unknown as Context;
  return { dir, ctx, run: (...args: string[]) => runCommand(command, ctx, args) };
}
