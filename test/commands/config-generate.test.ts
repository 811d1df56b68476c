import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { command } from '../../src/commands/config-generate.ts';
import { command as validate } from '../../src/commands/config-validate.ts';
import type { Context } from '../../src/context.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { runCommand } from './run.ts';

const AWS = `[profile prod-eu]
role_arn = arn:aws:iam::111122223333:role/ProdAdmin
source_profile = alice
[profile dev]
role_arn = arn:aws:iam::444455556666:role/Dev
source_profile = alice
[profile alice]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = canary
`;

function machine(
  aws: string | null = AWS,
  self = ['/usr/bin/node', '/opt/sentinel/dist/sentinel.js'],
) {
  const dir = tempDir();
  if (aws !== null) writeFileSync(join(dir, 'aws'), aws);
  const out = join(dir, 'made');
  const paths = {
    config: join(out, 'config.yaml'),
    awsConfig: join(dir, 'aws'),
    awsCredentials: join(dir, 'none'),
  };
  const ctx = { env: {}, paths, stdio: {}, platform: 'linux', self } as unknown as Context;
  return {
    dir,
    out,
    run: (...args: string[]) => runCommand(command, ctx, args),
    validate: (...args: string[]) => runCommand(validate, ctx, args),
  };
}

describe('config generate', () => {
  it.each([
    ['basic', [], 2],
    ['approvals', [], 3],
    ['full', [], 5],
    ['basic', ['--profiles', '*'], 2],
    ['full', ['--profiles', 'prod-*, dev'], 5],
  ])('writes %s %j, which passes config validate --strict', async (template, more, count) => {
    const { run, validate, out } = machine();
    const made = await run('--template', template, '--output', out, ...more);
    expect(made).toMatchObject({ code: 0, out: '' });
    expect(readdirSync(out)).toHaveLength(count);
    expect(made.err.split('\n').filter(Boolean)).toHaveLength(count);
    const checked = await validate('--strict');
    expect(checked).toMatchObject({ code: 0, out: '' });
    expect(checked.err.match(/: ok/g)).toHaveLength(count);
  });

  it('overwrites nothing, and then writes nothing, unless told to', async () => {
    const { run, out } = machine();
    mkdirSync(out);
    writeFileSync(join(out, 'policy.yaml'), 'mine');
    await expect(run('--output', out)).rejects.toMatchObject({
      exitCode: 2,
      message: `There already: ${join(out, 'policy.yaml')}. Nothing was written.`,
    });
    expect(readdirSync(out)).toEqual(['policy.yaml']);
    await run('--output', out, '--force');
    expect(readFileSync(join(out, 'policy.yaml'), 'utf8')).toContain('everything-else');
    expect(statSync(join(out, 'policy.yaml')).mode & 0o777).toBe(0o600);
  });

  it('says where it cannot write', async () => {
    const { run, dir } = machine();
    await expect(run('--output', join(dir, 'aws', 'x'))).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('ENOTDIR'),
    });
  });

  it('prints the files, or one JSON object', async () => {
    const { run } = machine(null);
    const { out } = await run();
    expect(out).toMatch(/^# ==== config\.yaml ====\n[\s\S]*\n# ==== policy\.yaml ====\n/);
    const json = JSON.parse((await run('--json', '--template', 'approvals')).out);
    expect(json.files.map((file: { name: string }) => file.name)).toEqual([
      'config.yaml',
      'policy.yaml',
      'approvals.yaml',
    ]);
  });

  it('says that no profile fits, and why', async () => {
    await expect(machine().run('--profiles', 'zzz*')).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('is one of zzz*'),
    });
    await expect(machine().run('--profiles', 'alice')).rejects.toMatchObject({
      message: expect.stringContaining('[alice] leads to no role'),
    });
  });

  it('prints a credential_process profile, with a line that finds this program', async () => {
    const { run } = machine(AWS, ['/usr/bin/node', '/opt/my tools/dist/sentinel.js']);
    const { out } = await run(
      '--template',
      'profile',
      '--profile',
      'prod-eu',
      '--region',
      'us-east-1',
    );
    expect(out).toContain(
      "credential_process = /usr/bin/node '/opt/my tools/dist/sentinel.js' credentials --profile prod-eu\n",
    );
    expect(out).toContain('region = us-east-1\n');
    expect(out).toContain('sentinel_source_profile = alice\n');
    expect(out).not.toContain('canary');
  });

  it('starts the installed command itself where there is one', async () => {
    const dir = tempDir();
    const program = join(dir, 'sentinel');
    writeFileSync(program, '', { mode: 0o755 });
    const { run } = machine(AWS, ['/usr/bin/node', program]);
    const { out } = await run('--template', 'profile', '-p', 'dev', '--config', '/c.yaml');
    expect(out).toContain(
      `credential_process = ${program} --config /c.yaml credentials --profile dev\n`,
    );
  });

  it.each([
    [['--template', 'profile'], 'needs --profile NAME'],
    [['--template', 'profile', '--profile', 'dev', '--output', 'x'], '--output does not go'],
    [['--profile', 'dev'], '--profile goes with --template profile'],
    [['--role-arn', 'x'], '--role-arn goes with --template profile'],
    [['--template', 'profile', '--profile', 'dev', '--role-arn', 'Admin'], 'must be the ARN'],
    [['--template', 'none'], '--template'],
  ])('refuses %j', async (args, why) => {
    const error = await machine()
      .run(...args)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ exitCode: 2, message: expect.stringContaining(why) });
  });
});
