/** Every other kind of base credentials: which wins, what is missing, what cannot be stamped. */
import { describe, expect, it } from 'vitest';
import { KEYS, loadText, OTHER, ROLE } from './load-text.ts';

const ENV = { AWS_ACCESS_KEY_ID: 'AKIAENV', AWS_SECRET_ACCESS_KEY: 's' };

describe('a web identity', () => {
  const own = `[profile ci]\nweb_identity_token_file = /run/token\nrole_arn = ${OTHER}\n`;

  it('takes the standard role_arn with it, and is unstampable by itself', async () => {
    const set = await loadText(own);
    const ci = await set.find('ci');
    expect(ci).toMatchObject({
      roleArn: null,
      hops: [],
      problem: null,
      base: {
        kind: 'web_identity',
        tokenFile: '/run/token',
        roleArn: OTHER,
        roleSessionName: null,
      },
    });
    expect(ci.unstampable).toMatch(/identity provider's token.*Add sentinel_role_arn/);
    expect(ci.unstampable).toContain(OTHER);
  });

  it('is the base of a sentinel_role_arn beside it, and of another profile', async () => {
    const set = await loadText(
      `${own}role_session_name = job-7\nsentinel_role_arn = ${ROLE}\n[profile via]\nrole_arn = ${ROLE}\nsource_profile = bare\n${own.replace('ci', 'bare')}`,
    );
    expect(await set.find('ci')).toMatchObject({
      hops: [{ roleArn: ROLE }],
      base: { kind: 'web_identity', roleArn: OTHER, roleSessionName: 'job-7' },
    });
    expect(await set.find('via')).toMatchObject({
      hops: [{ roleArn: ROLE }],
      base: { kind: 'web_identity', profile: 'bare' },
    });
  });

  it('comes from the environment where a profile names nothing else, after its keys', async () => {
    const env = { AWS_WEB_IDENTITY_TOKEN_FILE: '/run/t', AWS_ROLE_ARN: OTHER };
    const config = `[profile a]\nsentinel_role_arn = ${ROLE}\n`;
    const set = await loadText(config, '', { ...env, AWS_ROLE_SESSION_NAME: 'pod' });
    expect((await set.find('a')).base).toMatchObject({
      kind: 'web_identity',
      tokenFile: '/run/t',
      roleArn: OTHER,
      roleSessionName: 'pod',
      profile: null,
    });
    const both = await loadText(config, '', { ...env, ...ENV });
    expect((await both.find('a')).base?.kind).toBe('environment');
    const half = await loadText(config, '', { AWS_WEB_IDENTITY_TOKEN_FILE: '/run/t' });
    expect((await half.find('a')).problem?.code).toBe('no_base');
  });

  it.each([
    ['no role', '[profile a]\nweb_identity_token_file = /t\n', {}, /without the role_arn/],
    [
      'a role that is none',
      '[profile a]\nweb_identity_token_file = /t\nrole_arn = Admin\n',
      {},
      /role_arn of \[a\] .* is not a role's ARN: Admin/,
    ],
    [
      'a session name that is none',
      `[profile a]\nweb_identity_token_file = /t\nrole_arn = ${OTHER}\nrole_session_name = a b\n`,
      {},
      /role_session_name of \[a\].*: a b/,
    ],
    [
      'a role of the environment that is none',
      '[profile a]\nregion = x\n',
      { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: 'x' },
      /AWS_ROLE_ARN/,
    ],
    [
      'a source beside it',
      `[profile a]\nweb_identity_token_file = /t\nrole_arn = ${OTHER}\nsource_profile = b\n`,
      {},
      /both source_profile and web_identity_token_file/,
    ],
  ])('with %s says so', async (_, config, env, sentence) => {
    const set = await loadText(config, '', env as Record<string, string>);
    const { base, problem } = await set.find('a');
    expect(base).toBeNull();
    expect(problem?.message).toMatch(sentence);
  });
});

describe('credential_source', () => {
  const profile = (source: string) =>
    `[profile a]\nrole_arn = ${ROLE}\ncredential_source = ${source}\n`;

  it('is the instance’s role, the container’s, or the environment', async () => {
    const instance = await loadText(profile('Ec2InstanceMetadata'));
    expect((await instance.find('a')).base?.kind).toBe('imds');
    const env = { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/x' };
    const container = await loadText(profile('EcsContainer'), '', env);
    expect((await container.find('a')).base?.kind).toBe('container');
    const environment = await loadText(profile('Environment'), '', ENV);
    expect((await environment.find('a')).base?.kind).toBe('environment');
  });

  it('comes before the keys of the profile that assumes a role with it, as in the SDKs', async () => {
    const set = await loadText(`${profile('Ec2InstanceMetadata')}${KEYS}`);
    expect((await set.find('a')).base?.kind).toBe('imds');
  });

  it.each([
    [
      'Ec2InstanceMetadata',
      { AWS_EC2_METADATA_DISABLED: 'true' },
      false,
      /AWS_EC2_METADATA_DISABLED/,
    ],
    ['Ec2InstanceMetadata', {}, true, /sandbox has no instance/],
    [
      'EcsContainer',
      { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x' },
      true,
      /sandbox has no containers/,
    ],
    ['EcsContainer', {}, false, /no container of ECS or EKS/],
    [
      'EcsContainer',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://localhost/x', SENTINEL_SESSION_ID: '1' },
      false,
      /Sentinel session/,
    ],
    ['Environment', { ...ENV, SENTINEL_SESSION_ID: '1' }, false, /Sentinel session/],
    ['Environment', {}, false, /no AWS_ACCESS_KEY_ID/],
    ['environment', ENV, false, /none that AWS knows: environment/],
  ])('%s with %o (sandbox: %s) is none', async (source, env, sandbox, sentence) => {
    const set = await loadText(profile(source), '', env as Record<string, string>, sandbox);
    const { base, problem } = await set.find('a');
    expect(base).toBeNull();
    expect(problem?.message).toMatch(sentence);
    expect(problem?.message).toContain('[a]');
  });

  it('beside source_profile says neither, unless sentinel_source_profile does', async () => {
    const text = `${profile('Ec2InstanceMetadata')}source_profile = alice\n`;
    const both = await loadText(text, `[alice]\n${KEYS}`);
    expect((await both.find('a')).problem?.message).toMatch(
      /both source_profile and credential_source/,
    );
    const ours = await loadText(`${text}sentinel_source_profile = alice\n`, `[alice]\n${KEYS}`);
    expect((await ours.find('a')).base?.profile).toBe('alice');
  });
});

describe('credential_process', () => {
  it('of another tool is a base, unstampable by itself', async () => {
    const set = await loadText(
      `[profile tool]\ncredential_process = /opt/bin/vault-aws --role x\n[profile a]\nsentinel_role_arn = ${ROLE}\nsentinel_source_profile = tool\n`,
    );
    expect((await set.find('tool')).unstampable).toMatch(
      /credential_process.*Add sentinel_role_arn/,
    );
    expect((await set.find('a')).base).toMatchObject({
      kind: 'process',
      profile: 'tool',
      command: '/opt/bin/vault-aws --role x',
      label: 'the credential_process of [tool]',
    });
  });

  it.each([
    'sentinel credentials --profile a',
    '/opt/bin/sentinel --sandbox credentials --profile a',
    '"C:\\Program Files\\sentinel.cmd" credentials --profile a',
    'node "/opt/my tools/sentinel.js" credentials --profile a',
    "env X=1 'sentinel' credentials -p a",
  ])('that is Sentinel itself is none: %s', async (command) => {
    const set = await loadText(
      `[profile a]\nsentinel_role_arn = ${ROLE}\ncredential_process = ${command}\n`,
    );
    const { base, problem } = await set.find('a');
    expect(base).toBeNull();
    expect(problem?.message).toMatch(/Sentinel itself/);
    expect(problem?.next.join()).toMatch(/sentinel_source_profile/);
  });

  it.each([
    'sentinelctl credentials',
    'hashicorp sentinel apply',
    'tool --name=sentinel-credentials',
    '/opt/sentinelone/get credentials',
  ])('that only sounds like it is another tool’s: %s', async (command) => {
    const set = await loadText(`[profile a]\ncredential_process = ${command}\n`);
    expect((await set.find('a')).base?.kind).toBe('process');
  });

  it('is not run inside one that Sentinel runs already', async () => {
    const set = await loadText(
      `[profile a]\nsentinel_role_arn = ${ROLE}\ncredential_process = wrapper\n[profile b]\nrole_arn = ${ROLE}\nsource_profile = c\n[profile c]\n${KEYS}`,
      '',
      { SENTINEL_CREDENTIAL_PROCESS: 'a' },
    );
    expect((await set.find('a')).problem?.message).toMatch(/call each other for ever/);
    expect((await set.find('b')).problem).toBeNull();
  });

  it('comes last, as in the AWS CLI', async () => {
    const process = 'credential_process = other-tool\n';
    const set = await loadText(
      `[profile keys]\n${KEYS}${process}[profile web]\nweb_identity_token_file = /t\nrole_arn = ${OTHER}\n${process}[profile login]\nlogin_session = arn\n${process}`,
    );
    expect(set.profiles.map((one) => one.base?.kind)).toEqual([
      'static',
      'web_identity',
      undefined,
    ]);
  });
});

it('a login_session says how the AWS CLI hands it over', async () => {
  const set = await loadText(
    `[profile a]\nsentinel_role_arn = ${ROLE}\nlogin_session = arn:aws:sts::333344445555:assumed-role/x/y\n`,
  );
  const { problem } = await set.find('a');
  expect(problem?.message).toMatch(/\[a\].*aws login.*login_session/);
  expect(problem?.next.join('\n')).toContain('aws configure export-credentials --profile a');
});

it('a profile with keys alone cannot be stamped, and says what to add', async () => {
  const set = await loadText('', `[alice]\n${KEYS}`);
  expect((await set.find('alice')).unstampable).toBe(
    '[alice] holds keys and leads to no role, so nothing can carry a stamp. Add sentinel_role_arn = arn:aws:iam::ACCOUNT:role/NAME to [alice]: a role that these keys may assume.',
  );
});

it('the profile of a Sentinel session names its base itself', async () => {
  const set = await loadText(`[profile a]\nsentinel_role_arn = ${ROLE}\n`, '', {
    ...ENV,
    SENTINEL_SESSION_ID: '1',
  });
  const { problem } = await set.find('a');
  expect(problem?.message).toMatch(/environment belong to a Sentinel session/);
});

it('a role_session_name changes nothing: the gate names its sessions', async () => {
  const text = (more: string) =>
    `[profile a]\nrole_arn = ${ROLE}\nsource_profile = k\n${more}[profile k]\n${KEYS}`;
  const plain = await (await loadText(text(''))).find('a');
  expect(await (await loadText(text('role_session_name = bob\n'))).find('a')).toEqual(plain);
});

it('what the section says of endpoints stands in the profile', async () => {
  const set = await loadText(
    `[profile a]\nrole_arn = ${ROLE}\nsource_profile = k\nservices = s\nendpoint_url = https://one.example\nignore_configured_endpoint_urls = true\n[services s]\nsts =\n  endpoint_url = https://two.example\nsso_oidc =\n  endpoint_url = https://three.example\ns3 =\n  addressing_style = path\n[profile k]\n${KEYS}`,
  );
  expect((await set.find('a')).endpoints).toEqual({
    profile: 'a',
    endpointUrl: 'https://one.example',
    section: 's',
    services: { sts: 'https://two.example', sso_oidc: 'https://three.example' },
    ignored: true,
    signsIn: false,
  });
});
