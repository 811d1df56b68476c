import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Context } from '../../src/context.ts';
import { loadProfiles } from '../../src/profiles/load.ts';

const ROLE = 'arn:aws:iam::333344445555:role/Admin';
const OTHER = 'arn:aws:iam::444455556666:role/Hop';
const KEYS = 'aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret/of+alice\n';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sentinel-profiles-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Writes both files and loads them. */
async function load(config: string, credentials = '', env: Record<string, string> = {}) {
  await writeFile(join(folder, 'config'), config);
  await writeFile(join(folder, 'credentials'), credentials);
  const paths = { awsConfig: join(folder, 'config'), awsCredentials: join(folder, 'credentials') };
  return loadProfiles({ env, paths } as unknown as Context);
}

describe('the list', () => {
  it('stands in file order, names of digits too, config first', async () => {
    const { profiles } = await load(
      '[profile zeta]\nregion=x\n[default]\nregion=x\n[profile 42]\nregion=x\n[profile alpha]\nregion=x\n[services s]\nsts=\n  endpoint_url=http://evil.example\n[sso-session one]\nsso_region=x\n',
      `[late]\n${KEYS}[zeta]\n${KEYS}`,
    );
    expect(profiles.map((one) => one.name)).toEqual(['zeta', 'default', '42', 'alpha', 'late']);
  });

  it('is empty without files', async () => {
    const paths = { awsConfig: join(folder, 'no'), awsCredentials: join(folder, 'none') };
    const set = await loadProfiles({ env: {}, paths } as unknown as Context);
    expect(set.profiles).toEqual([]);
  });

  it('sees a change of the files at once', async () => {
    await load(`[profile a]\nrole_arn=${ROLE}\n`);
    const { profiles } = await load(`[profile b]\nrole_arn=${ROLE}\n`);
    expect(profiles.map((one) => one.name)).toEqual(['b']);
  });

  it('says when a file is a folder, or has a section that the loader refuses', async () => {
    const paths = { awsConfig: folder, awsCredentials: join(folder, 'none') };
    await expect(loadProfiles({ env: {}, paths } as unknown as Context)).rejects.toThrow(/EISDIR/);
    await expect(load('[profile a]\nregion=x\n[__proto__]\nrole_arn=x\n')).rejects.toThrow(
      /__proto__/,
    );
  });

  it('shows a name of any characters from the credentials file', async () => {
    const { profiles } = await load('', `[\u001b]52;c;x\u0007]\n${KEYS}`);
    expect(profiles).toHaveLength(1);
    expect(profiles[0]?.name).toContain('\u001b');
  });
});

describe('a chain', () => {
  it('leads from static keys through every source to the role', async () => {
    const set = await load(
      `[profile prod]\nregion=eu-west-1\nrole_arn=${ROLE}\nsource_profile=hop\nexternal_id=42\n[profile hop]\nrole_arn=${OTHER}\nsource_profile=alice\n`,
      `[alice]\n${KEYS}aws_session_token = token\n`,
    );
    const prod = await set.find('prod');
    expect(prod).toMatchObject({
      region: 'eu-west-1',
      roleArn: ROLE,
      account: '333344445555',
      hops: [
        { roleArn: OTHER, externalId: null },
        { roleArn: ROLE, externalId: '42' },
      ],
      base: { kind: 'static', profile: 'alice', label: 'static keys of [alice]' },
      problem: null,
    });
    expect(prod.base && set.credentials(prod.base)).toEqual({
      accessKeyId: 'AKIAEXAMPLE',
      secretAccessKey: 'secret/of+alice',
      sessionToken: 'token',
    });
  });

  it('takes sentinel_* keys before the standard ones', async () => {
    const set = await load(
      `[profile p]\ncredential_process=sentinel credentials --profile p\nrole_arn=${OTHER}\nsource_profile=nobody\nexternal_id=1\nduration_seconds=1\nsentinel_role_arn=${ROLE}\nsentinel_source_profile=alice\nsentinel_external_id=2\nsentinel_duration_seconds=1800\n`,
      `[alice]\n${KEYS}`,
    );
    expect(await set.find('p')).toMatchObject({
      roleArn: ROLE,
      durationSeconds: 1800,
      hops: [{ roleArn: ROLE, externalId: '2' }],
      base: { profile: 'alice' },
    });
  });

  it('stops at a source with keys of its own, as SDKs do', async () => {
    const set = await load(
      `[profile prod]\nrole_arn=${ROLE}\nsource_profile=mid\n[profile mid]\nrole_arn=${OTHER}\nsource_profile=alice\n`,
      `[mid]\n${KEYS}`,
    );
    expect((await set.find('prod')).hops).toEqual([{ roleArn: ROLE, externalId: null }]);
  });

  it('may name itself as the source of its own keys', async () => {
    const set = await load(`[profile me]\nrole_arn=${ROLE}\nsource_profile=me\n${KEYS}`);
    expect(await set.find('me')).toMatchObject({ base: { profile: 'me' }, problem: null });
  });

  it('starts elsewhere with --aws-profile', async () => {
    const set = await load(
      `[profile prod]\nrole_arn=${ROLE}\nsource_profile=alice\n`,
      `[alice]\n${KEYS}[bob]\n${KEYS}`,
    );
    expect((await set.find('prod', 'bob')).base?.profile).toBe('bob');
    await expect(set.find('prod', 'nobody')).rejects.toThrow(/no profile "nobody"/);
  });

  it.each([
    ['a cycle of one', `[profile a]\nrole_arn=${ROLE}\nsource_profile=a\n`, 'cycle'],
    [
      'a cycle of three',
      `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\n[profile b]\nrole_arn=${ROLE}\nsource_profile=c\n[profile c]\nrole_arn=${ROLE}\nsource_profile=a\n`,
      'cycle',
    ],
    ['an unknown source', `[profile a]\nrole_arn=${ROLE}\nsource_profile=b\n`, 'unknown_source'],
    [
      'a role that is none',
      `[profile a]\nrole_arn=Admin\nsource_profile=a\n${KEYS}`,
      'bad_setting',
    ],
    ['a half key', `[profile a]\nrole_arn=${ROLE}\naws_access_key_id=A\n`, 'no_base'],
    ['no source', `[profile a]\nrole_arn=${ROLE}\n`, 'no_base'],
    [
      'a call of ourselves',
      `[profile a]\nsentinel_role_arn=${ROLE}\ncredential_process=/opt/sentinel credentials --profile a\n`,
      'no_base',
    ],
    [
      'a duration that is none',
      `[profile a]\nrole_arn=${ROLE}\nduration_seconds=1h\n${KEYS}`,
      'bad_setting',
    ],
  ])('has its problem in its own row: %s', async (_, config, code) => {
    const set = await load(
      `${config}[profile fine]\nrole_arn=${ROLE}\nsource_profile=alice\n`,
      `[alice]\n${KEYS}`,
    );
    const broken = await set.find('a');
    expect(broken.problem?.code).toBe(code);
    expect(broken.base).toBeNull();
    expect(broken.problem?.message).toMatch(/\[a\]|\[b\]/);
    expect((await set.find('fine')).problem).toBeNull();
  });
});

it.each(['0', '000', '-1', '-3600', '1.5', '1e3', '1h', 'NaN', '1000000'])(
  'a duration of "%s" seconds is a problem that names file and key',
  async (seconds) => {
    for (const key of ['duration_seconds', 'sentinel_duration_seconds']) {
      const set = await load(
        `[profile a]\nrole_arn=${ROLE}\nsource_profile=alice\n${key} = ${seconds}\n`,
        `[alice]\n${KEYS}`,
      );
      const { base, durationSeconds, problem } = await set.find('a');
      expect({ base, durationSeconds }).toEqual({ base: null, durationSeconds: null });
      expect(problem).toMatchObject({ code: 'bad_setting', kind: 'failed' });
      expect(problem?.message).toContain(`${key} of [a] in ${join(folder, 'config')}`);
    }
  },
);

it('names the credentials file where a wrong duration is set there', async () => {
  const set = await load(
    `[profile a]\nrole_arn=${ROLE}\nduration_seconds=900\n`,
    `[a]\n${KEYS}sentinel_duration_seconds = 0\n`,
  );
  expect((await set.find('a')).problem?.message).toContain(`in ${join(folder, 'credentials')}`);
});

describe('the environment', () => {
  const env = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' };
  const config = `[profile a]\nrole_arn=${ROLE}\ncredential_source=Environment\n`;

  it('is a base where the profile names it', async () => {
    const set = await load(config, '', env);
    const { base } = await set.find('a');
    expect(base?.kind).toBe('environment');
    expect(base && set.credentials(base)).toEqual({ accessKeyId: 'AKIAENV', secretAccessKey: 's' });
  });

  it('never lends the keys of a Sentinel session', async () => {
    const set = await load(config, '', { ...env, SENTINEL_SESSION_ID: 'x' });
    expect((await set.find('a')).problem?.message).toMatch(/Sentinel session/);
  });
});

it('a profile without a role is unstampable, not broken', async () => {
  const set = await load('', `[alice]\n${KEYS}`);
  expect(await set.find('alice')).toMatchObject({ roleArn: null, hops: [], problem: null });
});

it('an unknown name is a usage error with the nearest', async () => {
  const set = await load(`[profile prod]\nrole_arn=${ROLE}\n`);
  await expect(set.find('prdo')).rejects.toMatchObject({
    kind: 'usage',
    next: ['Did you mean "prod"?'],
  });
});
