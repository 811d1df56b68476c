/** What `config generate` prints, in the hands of those who read it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromProcess } from '@aws-sdk/credential-provider-process';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { programMissing } from '../helpers/programs.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
let config: string;
let toolEnv: Record<string, string>;

beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
  toolEnv = place.toolEnv();
  // As a user would: the section of [dev] in place of the old one.
  const made = place.run(['config', 'generate', '--template', 'profile', '--profile', 'dev']);
  expect([made.code, made.err]).toEqual([0, '']);
  const before = readFileSync(toolEnv['AWS_CONFIG_FILE'] ?? '', 'utf8');
  const sections = before.split(/^(?=\[)/m).filter((text) => !text.startsWith('[profile dev]'));
  config = place.file('aws-config', `${sections.join('')}\n${made.out}`);
});
afterAll(() => place.close());

const ARN = 'arn:aws:sts::111122223333:assumed-role/Developer/alice';
const aws = programMissing('aws');
const boto3 = programMissing('python3', ['-c', 'import boto3'], 'boto3');

describe('a generated credential_process profile', () => {
  it.skipIf(aws)(aws || 'serves the AWS CLI, with a stamp', () => {
    const words = [
      '--profile',
      'dev',
      'sts',
      'get-caller-identity',
      '--query',
      'Arn',
      '--output',
      'text',
    ];
    const { code, out, err } = place.tool('aws', words, { ...toolEnv, AWS_CONFIG_FILE: config });
    expect([code, err, out.trim()]).toEqual([0, '', ARN]);
    const log = readFileSync(join(place.folder, 'sandbox/state/decisions.jsonl'), 'utf8');
    expect(JSON.parse(log.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({
      profile: 'dev',
      mode: 'credential_process',
      stamped: true,
    });
  });

  it.skipIf(boto3)(boto3 || 'serves boto3', () => {
    const script =
      'import boto3; print(boto3.Session(profile_name="dev").client("sts").get_caller_identity()["Arn"])';
    const env = { ...toolEnv, AWS_CONFIG_FILE: config };
    const { code, out, err } = place.tool('python3', ['-c', script], env);
    expect([code, err, out.trim()]).toEqual([0, '', ARN]);
  });

  it('serves the JavaScript SDK', async () => {
    const changed = Object.entries({ ...place.env, AWS_CONFIG_FILE: config });
    const before = new Map(changed.map(([name]) => [name, process.env[name]]));
    onTestFinished(() => {
      for (const [name, value] of before) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    });
    Object.assign(process.env, Object.fromEntries(changed));
    const found = await fromProcess({
      profile: 'dev',
      configFilepath: config,
      ignoreCache: true,
    })();
    expect(found.accessKeyId).toMatch(/^ASIA/);
    expect(found.accountId).toBe('111122223333');
  });
});

describe('generated files', () => {
  it('are in force where they were written, and pass', () => {
    const folder = join(place.folder, 'made');
    const made = place.run([
      'config',
      'generate',
      '--template',
      'full',
      '--profiles',
      '*',
      '--output',
      folder,
    ]);
    expect([made.code, made.out]).toEqual([0, '']);
    const own = ['--config', join(folder, 'config.yaml')];
    const checked = place.run(['config', 'validate', '--strict', ...own]);
    expect([checked.code, checked.out]).toEqual([0, '']);
    expect(checked.err.match(/: ok \(/g)).toHaveLength(5);
    // Placeholders are nobody's names.
    const refused = place.run(['credentials', '--profile', 'dev', ...own]);
    expect([refused.code, refused.out]).toEqual([3, '']);
    expect(refused.err).toContain('everything-else');
  });
});
