import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import { command } from '../../src/commands/config-show.ts';
import type { Context } from '../../src/context.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { runCommand } from './run.ts';

function machine(user: string | null, env: Record<string, string> = {}) {
  const dir = tempDir();
  const paths = { config: join(dir, 'config.yaml'), systemConfig: join(dir, 'etc.yaml') };
  if (user !== null) writeFileSync(paths.config, `version: 1\n${user}\n`);
  const aws = createAwsFactory({ env });
  const ctx = { env, paths, aws, stdio: {} } as unknown as Context;
  return {
    dir,
    paths,
    run: (...args: string[]) => runCommand(command, ctx, args),
    row: async (key: string, ...args: string[]) => {
      const { out } = await runCommand(command, ctx, args);
      return out
        .split('\n')
        .find((line) => line.startsWith(`${key} `))
        ?.replaceAll(/ {2,}/g, ' | ');
    },
  };
}

describe('config show', () => {
  it('shows each value with where it comes from', async () => {
    const { paths, row, run } = machine('policy: ssm:/p\nretention: 30d');
    expect(await row('policy')).toBe(`policy | ssm:/p | ${paths.config}:2`);
    expect(await row('retention')).toBe(`retention | 30d | ${paths.config}:3`);
    expect(await row('ledger')).toBe('ledger | sqlite | default');
    expect(await row('approvals')).toBe('approvals | - | not set');
    expect(await row('system')).toBe(`system | ${paths.systemConfig} (not there)`);
    expect(await row('user')).toBe(`user | ${paths.config}`);
    expect(await row('policy', '--policy-parameter', '/q')).toBe(
      'policy | ssm:/q | --policy-parameter',
    );
    expect(await row('regions', '--region', 'us-east-1,us-west-2')).toBe(
      'regions | [us-east-1, us-west-2] | --region',
    );
    expect((await run()).err).toBe('');
  });

  it('knows the environment, and which file it names', async () => {
    const { row, paths } = machine(null, { AWS_REGION: 'eu-west-1' });
    expect(await row('regions')).toBe('regions | [eu-west-1] | AWS_REGION');
    expect(await row('user')).toBe(`user | ${paths.config} (not there)`);
    const dir = tempDir();
    writeFileSync(join(dir, 'c.yaml'), 'version: 1\nregions: [us-east-1]\n');
    const named = machine(null, { SENTINEL_CONFIG: join(dir, 'c.yaml'), AWS_REGION: 'eu-west-1' });
    expect(await named.row('user')).toBe(`user | ${dir}/c.yaml (SENTINEL_CONFIG)`);
    // The config's regions say where the policies are; AWS_REGION where somebody works.
    expect(await named.row('regions')).toBe(`regions | [us-east-1] | ${dir}/c.yaml:2`);
    expect(await machine(null).row('user', '--config', join(dir, 'c.yaml'))).toBe(
      `user | ${dir}/c.yaml (--config)`,
    );
  });

  it('says what a local ledger is', async () => {
    const { out } = await machine(null).run();
    expect(out).toContain(
      'note: ledger: sqlite is a file on this machine: a record, not a control.',
    );
    const json = JSON.parse(
      (await machine('ledger: dynamodb\nbreakglass: ssm:/b').run('--json')).out,
    );
    expect(json.notes).toEqual([]);
  });

  it('shows no secret', async () => {
    const { run } = machine(
      `notify: [{webhook: "https://canary:canary@hooks.example/canary?x=canary", secret: canary}, {webhook: "https://h.example", secret: "keychain:webhook"}]\nendpoints: {sts: "https://sts.example/x"}`,
      {
        AWS_ENDPOINT_URL_SSM: 'https://canary:canary@evil.example/?canary',
        AWS_SECRET_ACCESS_KEY: 'canary',
        HTTPS_PROXY: 'http://canary:canary@proxy.example:3128',
      },
    );
    for (const args of [[], ['--json']]) {
      const { out, err } = await run(...args);
      expect(out + err).not.toContain('canary');
      expect(out).toContain('https://hooks.example/...');
      expect(out).toContain('keychain:webhook');
      expect(out).toContain('https://sts.example/x');
    }
  });

  it('tells which endpoint overrides are not used, and why', async () => {
    const { out } = await machine(null, { AWS_ENDPOINT_URL_SSM: 'https://evil.example' }).run(
      '--json',
    );
    expect(JSON.parse(out).endpoints).toEqual({
      used: {},
      ignored: [
        { name: 'AWS_ENDPOINT_URL_SSM', value: 'https://evil.example', why: expect.any(String) },
      ],
    });
    const listed = await machine('endpoints: {ssm: "https://ssm.example"}', {}).run('--json');
    expect(JSON.parse(listed.out).endpoints.used).toEqual({ ssm: 'https://ssm.example' });
  });

  it('quotes no secret of an endpoint that it refuses', async () => {
    const error = await machine('endpoints: {sts: "https://canary:canary@sts.example/?canary"}')
      .run()
      .catch((caught: Error) => caught);
    expect(error).toMatchObject({ message: expect.stringContaining('no name, password or query') });
    expect(JSON.stringify([error, (error as Error).message])).not.toContain('canary');
  });

  it('tells proxy and certificates in use, and endpoints that only a variable brings', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'c.yaml'), 'version: 1\nendpoints: {sts: "https://sts.example"}\n');
    const { run, row } = machine(null, {
      SENTINEL_CONFIG: join(dir, 'c.yaml'),
      HTTPS_PROXY: 'http://proxy.example:3128',
      AWS_CA_BUNDLE: '/corp/ca.pem',
    });
    const { out } = await run();
    expect(out).toContain('proxy in use: proxy.example:3128 (HTTPS_PROXY)');
    expect(out).toContain('certificates believed: /corp/ca.pem (AWS_CA_BUNDLE)');
    expect(out).toMatch(/note: endpoints: of .*c\.yaml is not used: only SENTINEL_CONFIG/);
    expect(out).not.toContain('endpoint in use');
    expect(await row('endpoints')).toBe('endpoints | {} | default');
    const facts = JSON.parse((await run('--json', '--config', join(dir, 'c.yaml'))).out);
    expect(facts).toMatchObject({
      proxy: 'proxy.example:3128',
      ca_bundle: '/corp/ca.pem (AWS_CA_BUNDLE)',
      endpoints: { used: { sts: 'https://sts.example' } },
      files: { user: { named: '--config' } },
    });
  });

  it('is one JSON object', async () => {
    const { run, paths } = machine('profiles: {prod: {duration: 30m}}');
    const { files, settings } = JSON.parse((await run('--json')).out);
    expect(files).toEqual({
      system: { path: paths.systemConfig, present: false, named: null },
      user: { path: paths.config, present: true, named: null },
    });
    expect(settings.at(-1)).toEqual({
      key: 'profiles.prod.duration',
      value: '30m',
      origins: [{ from: 'file', path: paths.config, line: 2, fixed: false }],
    });
  });

  it('does not pass over a file that is broken or not to be relied on', async () => {
    await expect(machine('polcy: x').run()).rejects.toMatchObject({ exitCode: 1 });
    const { paths, run } = machine(null);
    writeFileSync(paths.systemConfig, 'version: 1\n');
    await expect(run()).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('is not to be relied on'),
    });
  });

  it('writes nothing that acts on a terminal', async () => {
    const { out } = await machine('emergency: {text: "\\e]0;x\\a\\u202e"}').run();
    expect(out).not.toMatch(/[\u001b\u0007\u202e]/);
  });
});
