/** AWS's own tools on what Sentinel prints: on the sandbox, and on an AWS that is not ours. */

import { copyFileSync, mkdirSync } from 'node:fs';
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { processLine } from '../../src/config/process-line.ts';
import { awsCliTwo, programMissing } from '../helpers/programs.ts';
import { openPlace, type Place } from './gate-place.ts';
import { type Moto, motoMissing, startMoto } from './moto.ts';

const boto3 = programMissing('python3', ['-c', 'import boto3'], 'boto3');
const cli = awsCliTwo();
/** Distributions ship versions from before AWS_ENDPOINT_URL. */
const whoAt = (url: string | undefined) => [
  ...['--profile', 'team/app:prod', 'sts', 'get-caller-identity', '--query', 'Arn'],
  ...['--endpoint-url', url ?? ''],
];
/** As awkward as AWS's own readers of the files let a name be. */
const AWKWARD = ['plain', 'team/app:prod', 'carol@example.com', '50%', 'x+y'];

let place: Place;
beforeAll(() => {
  place = openPlace();
});
afterAll(() => place.close());

/** Files in which every awkward profile leads to a role, through `credential_process`. */
function awkwardFiles(base: string, role: string) {
  // Where the program lies a shell, or a reader of INI files, has much to take apart.
  const folder = `${place.folder}/it's "here" $HOME; #1`;
  mkdirSync(folder, { recursive: true });
  copyFileSync(`${place.folder}/sentinel`, `${folder}/sentinel`);
  const program = `${folder}/sentinel`;
  const sections = AWKWARD.map((name) => {
    const line = processLine([program, 'credentials', '--profile', name], process.platform);
    return `[profile ${name}]
region = eu-central-1
sentinel_role_arn = ${role}
sentinel_source_profile = ${base}
credential_process = ${line}
`;
  });
  return sections.join('\n');
}

describe('on the sandbox', () => {
  let env: Record<string, string>;
  const role = 'arn:aws:iam::111122223333:role/Developer';

  beforeAll(() => {
    const tools = place.toolEnv();
    const { config, program } = { config: awkwardFiles('alice', role), program: place.folder };
    const everybody = place.file(
      'everybody.yaml',
      'version: "1"\ntimezone: UTC\nledger: local\nrules:\n  - {name: all, effect: allow, conditions: {}}\n',
    );
    place.file(
      'sandbox/people/alice/config',
      `${config}\n[profile alice]\nregion = eu-central-1\n`,
    );
    place.file('sandbox/config.yaml', `version: "1"\npolicy: file:${everybody}\n`);
    env = { ...tools, PATH: `${program}:${place.env['PATH']}` };
  });

  it.skipIf(cli.missing).each(['plain', 'team/app:prod'])(
    cli.missing || 'the AWS CLI 2 exports what %j gives',
    (name) => {
      const words = ['configure', 'export-credentials', '--profile', name, '--format', 'process'];
      const { code, out, err } = place.tool(cli.path, words, env);
      expect([code, err]).toEqual([0, '']);
      expect(JSON.parse(out)).toMatchObject({
        Version: 1,
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SessionToken: expect.any(String),
        Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+(Z|\+00:00)$/),
      });
    },
  );

  it.skipIf(cli.missing)(cli.missing || 'and works with them', () => {
    const words = whoAt(env['AWS_ENDPOINT_URL']);
    const { code, out, err } = place.tool(cli.path, words, env);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('assumed-role/Developer/alice');
  });

  it.skipIf(boto3)(boto3 || 'boto3 takes every name', () => {
    const script = `
import boto3, sys
for name in sys.argv[1:]:
    print(boto3.Session(profile_name=name).client("sts").get_caller_identity()["Arn"])`;
    const { code, out, err } = place.tool('python3', ['-c', script, ...AWKWARD], env);
    expect([code, err]).toEqual([0, '']);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(AWKWARD.length);
    expect(new Set(lines)).toEqual(
      new Set(['arn:aws:sts::111122223333:assumed-role/Developer/alice']),
    );
  });
});

describe.skipIf(motoMissing)(motoMissing || 'on moto', () => {
  let moto: Moto;
  let env: Record<string, string>;
  const role = 'arn:aws:iam::123456789012:role/Developer';

  beforeAll(async () => {
    moto = await startMoto();
    const root = {
      endpoint: moto.url,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'AKIAMOTO', secretAccessKey: 'x' },
    };
    const iam = new IAMClient(root);
    await iam.send(new CreateUserCommand({ UserName: 'carol' }));
    const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName: 'carol' }));
    await new SSMClient(root).send(
      new PutParameterCommand({
        Name: '/sentinel/policies/default',
        Type: 'String',
        Value:
          'version: "1"\ntimezone: UTC\nledger: local\nrules:\n  - {name: carol, effect: allow, conditions: {users: [carol], profiles: [plain, "team/app:prod"]}}\n',
      }),
    );
    const config = place.file(
      'moto-config',
      `${awkwardFiles('carol', role)}\n[profile carol]\nregion = eu-central-1\n`,
    );
    const credentials = place.file(
      'moto-credentials',
      `[carol]\naws_access_key_id = ${key?.AccessKeyId}\naws_secret_access_key = ${key?.SecretAccessKey}\n`,
    );
    const settings = place.file(
      'moto.yaml',
      'version: "1"\npolicy: ssm:/sentinel/policies/default\nkeys: file\n',
    );
    env = {
      SENTINEL_SANDBOX: '',
      SENTINEL_CONFIG: settings,
      SENTINEL_KEYS_PASSPHRASE: 'correct horse battery staple',
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_ENDPOINT_URL: moto.url,
    };
  });
  afterAll(() => moto.stop());

  it('credentials are stamped ones that moto knows', async () => {
    const { code, out, err } = place.run(['credentials', '--profile', 'team/app:prod'], env);
    expect(err).toContain(moto.url);
    expect(code).toBe(0);
    const keys = JSON.parse(out);
    const client = new STSClient({
      endpoint: moto.url,
      region: 'eu-central-1',
      credentials: {
        accessKeyId: keys.AccessKeyId,
        secretAccessKey: keys.SecretAccessKey,
        sessionToken: keys.SessionToken,
      },
    });
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe('arn:aws:sts::123456789012:assumed-role/Developer/carol');
    const again = place.run(['credentials', '--profile', 'team/app:prod'], env);
    expect(JSON.parse(again.out).AccessKeyId).toBe(keys.AccessKeyId);
  });

  it('a profile that the policy does not name gets nothing', () => {
    const { code, out } = place.run(['credentials', '--profile', 'x+y'], env);
    expect([code, out]).toEqual([3, '']);
  });

  it.skipIf(cli.missing)(cli.missing || 'the AWS CLI 2 works through credential_process', () => {
    const words = whoAt(env['AWS_ENDPOINT_URL']);
    const { code, out, err } = place.tool(cli.path, words, env);
    expect(code, err).toBe(0);
    expect(out).toContain('assumed-role/Developer/carol');
  });

  it.skipIf(boto3)(boto3 || 'so does boto3', () => {
    const script =
      'import boto3; print(boto3.Session(profile_name="team/app:prod").client("sts").get_caller_identity()["Arn"])';
    const { code, out, err } = place.tool('python3', ['-c', script], env);
    expect(code, err).toBe(0);
    expect(out).toContain('assumed-role/Developer/carol');
  });

  it('a stray endpoint for the policy alone brings none in', () => {
    const { AWS_ENDPOINT_URL: url = '', ...rest } = env;
    const { code, out, err } = place.run(['credentials', '--profile', 'plain', '--debug'], {
      ...rest,
      AWS_ENDPOINT_URL_SSM: url,
      // Nothing may be asked of the real AWS in a test.
      HTTPS_PROXY: 'http://127.0.0.1:9',
    });
    expect([code, out]).toEqual([7, '']);
    expect(err).toContain('AWS_ENDPOINT_URL_SSM');
  });
});
