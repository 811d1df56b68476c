/** The built program puts policies into Parameter Store; the AWS CLI and boto3 read what is there then. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import { openPty } from '../helpers/pty.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { openPlace, type Place } from './gate-place.ts';
import { type Moto, motoMissing, startMoto } from './moto.ts';

const NAME = '/sentinel/policies/default';
const aws = programMissing('aws');
const boto3 = programMissing('python3', ['-c', 'import boto3'], 'boto3');

let place: Place;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami', '--as', 'bob']);
});
afterAll(() => place.close());

const policy = (...words: string[]) => place.run(['policy', ...words, '--as', 'bob']);

/** Version and text of a region, as the program itself reads them. */
function stored(region: string): { version: number; text: string } {
  const { out } = policy('pull', `ssm:${NAME}`, '--region', region, '--json');
  return JSON.parse(out).parts[0];
}

/** The policy of the first region with one more line. */
function changed(name: string): { path: string; text: string } {
  const text = `${stored('eu-central-1').text}# ${name}\n`;
  return { path: place.file(`${name}.yaml`, text), text };
}

describe('in the sandbox', () => {
  afterEach(() => {
    place.run(['sandbox', 'fault', 'clear']);
  });

  it('pulls, shows who gains, pushes, and brings back', () => {
    const path = join(place.folder, 'policy.yaml');
    expect(policy('pull', '--output', path).code).toBe(0);
    const before = readFileSync(path, 'utf8');
    const looser = before.replace('effect: require_approval', 'effect: allow');
    place.file('policy.yaml', looser);
    const told = policy('diff', path, '--exit-code');
    expect([told.code, told.err]).toEqual([1, '']);
    expect(told.out).toMatch(
      /^\+ alice, bob \(you\), .* gain prod \(require_approval -> allow\)$/m,
    );
    const pushed = policy('push', path, '--yes');
    expect([pushed.code, pushed.out.split('\n')]).toEqual([
      0,
      [`eu-central-1: ${NAME} version 2 (was 1)`, `us-east-1: ${NAME} version 2 (was 1)`, ''],
    ]);
    expect(policy('diff', '--exit-code').out).toContain('gain prod (require_approval -> allow)');
    // What the gate says now is what was promised.
    const explained = place.run(['policy', 'explain', '--profile', 'prod', '--json']);
    expect(JSON.parse(explained.out)).toMatchObject({ effect: 'allow', user: 'alice' });
    const back = /To bring it back: sentinel (.+)/.exec(pushed.err)?.[1] ?? '';
    expect(place.run([...back.split(' '), '--yes', '--as', 'bob']).code).toBe(0);
    expect(stored('us-east-1')).toMatchObject({ version: 3, text: before });
  });

  it.skipIf(aws)(aws || 'is what the AWS CLI reads, and CloudTrail knows who wrote it', () => {
    const { path, text } = changed('cli');
    expect(policy('push', path, '--yes').code).toBe(0);
    const env = { ...place.toolEnv(), AWS_PROFILE: 'alice' };
    for (const region of ['eu-central-1', 'us-east-1']) {
      const words = ['ssm', 'get-parameter', '--name', NAME, '--region', region];
      const { out, err } = place.tool('aws', [...words, '--output', 'json'], env);
      expect(err).toBe('');
      expect(JSON.parse(out).Parameter.Value).toBe(text);
    }
    const trail = place.tool(
      'aws',
      [
        'cloudtrail',
        'lookup-events',
        '--region=eu-central-1',
        '--lookup-attributes=AttributeKey=EventName,AttributeValue=PutParameter',
        '--query=Events[0].Username',
        '--output=text',
      ],
      env,
    );
    expect(trail.out.trim()).toBe('bob');
  });

  it('asks at the terminal, and takes nothing but yes', async () => {
    const { path } = changed('asked');
    const { version } = stored('us-east-1');
    for (const [answer, code, after] of [
      ['y', 130, version],
      ['yes', 0, version + 1],
    ] as const) {
      const words = ['policy', 'push', path, '--as', 'bob'];
      const pty = openPty(join(place.folder, 'sentinel'), words, { env: place.env, columns: 200 });
      await pty.waitFor('Type yes:');
      pty.type(`${answer}\r`);
      expect((await pty.ended()).exitCode).toBe(code);
      expect(stored('us-east-1').version).toBe(after);
      await pty.close();
    }
  });

  it('goes on after a region that was down', () => {
    const { path, text } = changed('down');
    place.run(['sandbox', 'fault', 'unavailable', 'ssm:PutParameter', '--region', 'us-east-1']);
    const half = policy('push', path, '--yes');
    expect(half.code).toBe(7);
    expect(half.err).toContain('It is in force in eu-central-1, and not in us-east-1.');
    const again = /To go on \(what is done is left\): sentinel (.+)/.exec(half.err)?.[1] ?? '';
    place.run(['sandbox', 'fault', 'clear']);
    expect(place.run([...again.split(' '), '--yes']).code).toBe(0);
    expect([stored('eu-central-1').text, stored('us-east-1').text]).toEqual([text, text]);
  });

  it('goes on after kill -9 between two regions', async () => {
    const { path, text } = changed('killed');
    const [first, second] = [stored('eu-central-1').version, stored('us-east-1').version];
    place.run(['sandbox', 'fault', 'timeout', 'ssm:PutParameter', '--region', 'us-east-1']);
    const child = place.start(['policy', 'push', path, '--yes', '--as', 'bob']);
    const ended = new Promise((done) => child.once('exit', (_, signal) => done(signal)));
    await waitFor(() => stored('eu-central-1').version === first + 1, {
      what: 'the first region to be written',
    });
    child.kill('SIGKILL');
    expect(await ended).toBe('SIGKILL');
    place.run(['sandbox', 'fault', 'clear']);
    expect([stored('eu-central-1').version, stored('us-east-1').version]).toEqual([
      first + 1,
      second,
    ]);
    const rest = policy('push', path, '--yes');
    expect(rest.out).toContain(`eu-central-1: ${NAME} version ${first + 1}, as it was`);
    expect(stored('us-east-1')).toMatchObject({ version: second + 1, text });
  });

  it('lets alice see, but not write', () => {
    const { path } = changed('alices');
    expect(place.run(['policy', 'diff', path]).code).toBe(0);
    const { code, err } = place.run(['policy', 'push', path, '--yes']);
    expect(code).toBe(1);
    expect(err).toMatch(/AccessDenied[\s\S]*need ssm:PutParameter/);
  });
});

describe.skipIf(motoMissing)(motoMissing || 'on moto', () => {
  let moto: Moto;
  let env: Record<string, string>;
  const REGIONS = 'eu-central-1,us-west-2';
  const TEXT = `version: "1"\ntimezone: UTC\nledger: local\nrules:\n  - {name: all, effect: deny, conditions: {}} # \u00e9\r\n`;

  beforeAll(async () => {
    moto = await startMoto();
    env = {
      SENTINEL_SANDBOX: '',
      SENTINEL_CONFIG: place.file(
        'moto.yaml',
        `version: "1"\npolicy: ssm:${NAME}\nregions: [${REGIONS}]\nkeys: file\n`,
      ),
      AWS_CONFIG_FILE: place.file(
        'moto-config',
        '[profile carol]\nregion = eu-central-1\n[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/Admin\nsource_profile = carol\nregion = eu-central-1\n',
      ),
      AWS_SHARED_CREDENTIALS_FILE: place.file(
        'moto-credentials',
        '[carol]\naws_access_key_id = AKIAMOTO\naws_secret_access_key = x\n',
      ),
      AWS_ENDPOINT_URL: moto.url,
    };
  });
  afterAll(() => moto.stop());

  const run = (...words: string[]) => place.run(['policy', ...words], env);
  const python = (script: string, ...words: string[]) => {
    const more = { ...env, AWS_PROFILE: 'carol' };
    const { code, out, err } = place.tool('python3', ['-c', script, ...words], more);
    expect(code, err).toBe(0);
    return out;
  };

  it('makes the policy, changes it, and gives each version back', () => {
    const path = place.file('m.yaml', TEXT);
    const made = run('push', path, '--yes');
    expect([made.code, made.out]).toEqual([
      0,
      `eu-central-1: ${NAME} version 1 (new)\nus-west-2: ${NAME} version 1 (new)\n`,
    ]);
    expect(made.err).toContain(moto.url);
    place.file('m.yaml', TEXT.replace('deny', 'allow'));
    expect(run('diff', path, '--exit-code').out).toMatch(
      /^\+ everyone gains prod \(deny -> allow\)$/m,
    );
    expect(run('push', path, '--yes').code).toBe(0);
    expect(run('pull', '--version', '1').out).toBe(TEXT);
    expect(run('pull', '--region', 'us-west-2').out).toBe(TEXT.replace('deny', 'allow'));
  });

  it.skipIf(boto3)(boto3 || 'is what boto3 reads, sealed with the key it had', () => {
    python(
      `import boto3
for region in ["eu-central-1", "us-west-2"]:
    boto3.client("ssm", region_name=region).put_parameter(Name="/sentinel/sealed", Value="x: 1", Type="SecureString", KeyId="alias/policies", Tier="Advanced", Description="who may what")`,
    );
    const path = place.file('sealed.yaml', TEXT);
    const { code, err } = run('push', path, '--ref', 'ssm:/sentinel/sealed', '--yes');
    expect(code, err).toBe(0);
    const out = python(
      `import boto3, json
found = []
for region in ["eu-central-1", "us-west-2"]:
    ssm = boto3.client("ssm", region_name=region)
    one = ssm.get_parameter_history(Name="/sentinel/sealed", WithDecryption=True)["Parameters"][-1]
    found.append([one[k] for k in ["Version", "Type", "KeyId", "Tier", "Description", "Value"]])
print(json.dumps(found))`,
    );
    const each = [2, 'SecureString', 'alias/policies', 'Advanced', 'who may what', TEXT];
    expect(JSON.parse(out)).toEqual([each, each]);
  });

  it('takes the parts of a path there and back', () => {
    place.tool('mkdir', ['-p', join(place.folder, 'parts/deep')]);
    place.file('parts/10-base.yaml', TEXT);
    place.file('parts/deep/20.yaml', TEXT.replace('name: all', 'name: more'));
    const folder = join(place.folder, 'parts');
    const ref = 'ssm:/sentinel/parts/';
    expect(run('push', folder, '--ref', ref, '--yes').code).toBe(0);
    const out = join(place.folder, 'parts-back');
    expect(run('pull', ref, '--output', out).code).toBe(0);
    expect(readFileSync(join(out, 'deep/20.yaml'), 'utf8')).toContain('name: more');
    expect(run('diff', out, '--against', ref, '--exit-code').code).toBe(0);
  });
});
