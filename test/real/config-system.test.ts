/** The organisation's config file at its real place, in a mount namespace where /etc is the test's own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const missing =
  process.platform === 'linux'
    ? programMissing('unshare', ['-m', 'true'], 'unshare and to be root')
    : 'skipped: needs Linux';
const PROGRAM = new URL('../../dist/sentinel.js', import.meta.url).pathname;

/** Runs the program where /etc/sentinel/config.yaml says this and `prepare` was run on it. */
function run(
  config: string,
  prepare: string,
  args: readonly string[],
  { env: more = {}, aws = '' }: { env?: Record<string, string>; aws?: string } = {},
) {
  const home = tempDir();
  const etc = join(home, 'etc');
  execFileSync('mkdir', ['-p', join(etc, 'sentinel')]);
  writeFileSync(join(etc, 'sentinel', 'config.yaml'), config);
  writeFileSync(
    join(home, 'aws'),
    `[profile alice]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\nregion = us-east-1\n[profile prod]\nrole_arn = arn:aws:iam::111122223333:role/ProdAdmin\nsource_profile = alice\n${aws}`,
  );
  const script = `chown -R 0:0 "$0" && chmod -R u=rwX,go=rX "$0" && mount --bind "$0" /etc && cd /etc/sentinel && ${prepare} && cd / && exec "$@"`;
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
    AWS_CONFIG_FILE: join(home, 'aws'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'none'),
    ...more,
  };
  const command = ['-m', 'sh', '-c', script, etc, process.execPath, PROGRAM, ...args];
  const { status, stdout, stderr } = spawnSync('unshare', command, { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const ORG =
  'version: "1"\npolicy: ssm:/org/policy\nregions: [us-east-1]\nkeys: file\nprofiles: {prod: {duration: 30m}}\n';
const PLACE = '/etc/sentinel/config.yaml';

describe.skipIf(missing)(missing || "the organisation's config file", () => {
  it('is in force', () => {
    const { status, stdout } = run(ORG, 'true', ['config', 'show', '--json']);
    expect(status).toBe(0);
    const { settings } = JSON.parse(stdout);
    expect(settings.find((one: { key: string }) => one.key === 'policy')).toEqual({
      key: 'policy',
      value: 'ssm:/org/policy',
      origins: [{ from: 'file', path: PLACE, line: 2, fixed: true }],
    });
  });

  it.each<[string, string[]]>([
    ['--policy-parameter', ['--policy-parameter', '/mine']],
    ['--policy', ['--policy', 'file:/tmp/mine.yaml']],
    ['--region', ['--region', 'eu-west-1']],
    ['--duration', ['--duration', '1h']],
  ])('is not overridden by %s', (flag, args) => {
    for (const verb of ['credentials', 'exec']) {
      const { status, stdout, stderr } = run(ORG, 'true', [verb, '--profile', 'prod', ...args]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toContain(`${PLACE}:`);
      expect(stderr).toContain(flag);
    }
  });

  const LOCAL = 'http://127.0.0.1:9';
  const CLOSED = `${ORG}endpoints: {}\n`;

  it.each(['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL_SSM'])(
    'with endpoints: {} lets no %s through',
    (name) => {
      for (const url of [LOCAL, 'https://sts.us-east-1.amazonaws.com']) {
        for (const args of [
          ['credentials', '--profile', 'prod'],
          ['exec', '--profile', 'prod', 'true'],
          ['whoami'],
        ]) {
          const { status, stdout, stderr } = run(CLOSED, 'true', args, { env: { [name]: url } });
          expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
          expect(stderr).toContain(`${PLACE}:6`);
          expect(stderr).toContain(name);
        }
      }
    },
  );

  it.each([
    ['endpoint_url', `endpoint_url = ${LOCAL}\n`],
    ['[services here]', `services = here\n[services here]\nsts =\n  endpoint_url = ${LOCAL}\n`],
  ])('nor %s of the AWS files', (name, aws) => {
    const args = ['credentials', '--profile', 'prod'];
    const { status, stdout, stderr } = run(CLOSED, 'true', args, { aws });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(`${PLACE}:6`);
    expect(stderr).toContain(name);
  });

  it('nor sends a sign-in to another place', () => {
    const aws =
      '[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n';
    for (const verb of ['login', 'logout']) {
      const env = { AWS_ENDPOINT_URL_SSO_OIDC: LOCAL };
      const { status, stderr } = run(CLOSED, 'true', [verb], { aws, env });
      expect(status).toBe(2);
      expect(stderr).toContain('AWS_ENDPOINT_URL_SSO_OIDC');
    }
  });

  it('shows what it keeps out', () => {
    const env = {
      AWS_ENDPOINT_URL_STS: LOCAL,
      HTTPS_PROXY: 'http://me:hunter2@proxy.example:3128',
    };
    const { status, stdout } = run(CLOSED, 'true', ['config', 'show'], { env });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /endpoint not used: AWS_ENDPOINT_URL_STS .*config\.yaml:6 sets endpoints/,
    );
    expect(stdout).toContain('proxy in use: proxy.example:3128 (HTTPS_PROXY)');
    expect(stdout).not.toContain('hunter2');
  });

  it.each([
    ['a group that may write it', 'chmod 664 config.yaml'],
    ['an owner who is not root', 'chown 1000 config.yaml'],
    ['a folder that everybody may write to', 'chmod 777 .'],
    ["a folder above that is somebody's", 'chown 1000 ..'],
    ['a link', 'mv config.yaml x && ln -s x config.yaml'],
    ['a pipe', 'rm config.yaml && mkfifo config.yaml'],
    ['a slip', 'echo "polcy: x" >> config.yaml'],
  ])('stops everything where it has %s', (_, prepare) => {
    for (const args of [
      ['credentials', '--profile', 'prod'],
      ['config', 'show'],
    ]) {
      const { status, stdout, stderr } = run(ORG, prepare, args);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toContain(PLACE);
    }
    expect(run(ORG, prepare, ['config', 'validate']).status).toBe(1);
  });

  it('is not there where it is not there', () => {
    const { status, stdout } = run(ORG, 'rm config.yaml', ['config', 'show']);
    expect(status).toBe(0);
    expect(stdout).toContain(`${PLACE} (not there)`);
  });
});
