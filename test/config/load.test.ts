import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig, parseConfig } from '../../src/config/load.ts';
import { DEFAULTS } from '../../src/config/types.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { PolicyError } from '../../src/policy/problems.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { dump } from '../policy/dump.ts';

const WHOLE = `version: "1"
policy: ssm:/sentinel/policies/default
approvals: ssm:/sentinel/approvals/default
breakglass: ssm:/sentinel/breakglass/default
ratelimits: ssm:/sentinel/ratelimits/default
regions: [us-east-1, us-west-2]
ledger: dynamodb
ledger_region: eu-central-1
tables: {requests: r-requests, sessions: "arn:aws:dynamodb:us-east-1:111122223333:table/s"}
retention: 30d
notify: [{sns: "arn:aws:sns:us-east-1:111122223333:x"}, {webhook: "https://hooks.example", secret: "keychain:webhook"}]
log: [stderr, /var/log/sentinel/decisions.jsonl]
endpoints: {sts: "https://sts.internal.example"}
emergency: {role_arn: "arn:aws:iam::111122223333:role/Emergency", text: "MFA, see runbook 7"}
keys: pass
server: {policy_max_age: 10s}
profiles: {prod: {duration: 30m}}
`;

const contextOf = (config: string, env: Record<string, string> = {}): Context =>
  ({ env, paths: { config } }) as unknown as Context;

async function thrown(promise: Promise<unknown>): Promise<SentinelError> {
  const error = await promise.catch((caught: unknown) => caught);
  if (!(error instanceof SentinelError)) throw new Error(`not refused: ${String(error)}`);
  return error;
}

describe('the config file', () => {
  it('is read with all that the format has', async () => {
    expect(dump(await parseConfig(WHOLE, 'c.yaml'))).toEqual({
      path: 'c.yaml',
      fixedBy: {},
      unheard: [],
      policy: 'ssm:/sentinel/policies/default',
      approvals: 'ssm:/sentinel/approvals/default',
      breakglass: 'ssm:/sentinel/breakglass/default',
      ratelimits: 'ssm:/sentinel/ratelimits/default',
      regions: ['us-east-1', 'us-west-2'],
      ledger: 'dynamodb',
      ledgerRegion: 'eu-central-1',
      tables: {
        requests: 'r-requests',
        breakglass: 'sentinel-breakglass',
        sessions: 'arn:aws:dynamodb:us-east-1:111122223333:table/s',
      },
      retention: 2_592_000,
      notify: [
        { sns: 'arn:aws:sns:us-east-1:111122223333:x' },
        { webhook: 'https://hooks.example', secret: 'keychain:webhook' },
      ],
      log: ['stderr', '/var/log/sentinel/decisions.jsonl'],
      endpoints: { sts: 'https://sts.internal.example' },
      emergency: {
        roleArn: 'arn:aws:iam::111122223333:role/Emergency',
        text: 'MFA, see runbook 7',
      },
      keys: 'pass',
      server: { policyMaxAge: 10 },
      profiles: { prod: { duration: 1800 } },
    });
  });

  it('need not be there, nor say much', async () => {
    const none = join(tempDir(), 'config.yaml');
    expect(await loadConfig(contextOf(none))).toEqual({ ...DEFAULTS, path: null });
    writeFileSync(none, 'version: 1\n');
    expect(await loadConfig(contextOf(none))).toEqual({ ...DEFAULTS, path: none });
  });

  it('is the one named by the flag, then by SENTINEL_CONFIG, then at its place', async () => {
    const dir = tempDir();
    const path = (name: string) => join(dir, `${name}.yaml`);
    for (const name of ['flag', 'env', 'place'])
      writeFileSync(path(name), `version: 1\nemergency: {text: ${name}}`);
    const ctx = contextOf(path('place'), { SENTINEL_CONFIG: path('env') });
    expect((await loadConfig(ctx, path('flag'))).emergency?.text).toBe('flag');
    expect((await loadConfig(ctx)).emergency?.text).toBe('env');
    expect((await loadConfig(contextOf(path('place')))).emergency?.text).toBe('place');
  });

  it('that only SENTINEL_CONFIG names brings no endpoints', async () => {
    const folder = tempDir();
    const [named, own] = [join(folder, 'named.yaml'), join(folder, 'config.yaml')];
    const text = 'version: 1\nregions: [eu-west-1]\nendpoints: {sts: "https://evil.example"}\n';
    for (const path of [named, own]) writeFileSync(path, text);
    const env = { SENTINEL_CONFIG: named };
    const byVariable = await loadConfig(contextOf(own, env));
    expect(byVariable).toMatchObject({ path: named, endpoints: {}, regions: ['eu-west-1'] });
    expect(byVariable.unheard.join()).toMatch(/endpoints: of .*named\.yaml is not used.*--config/);
    const meant = { endpoints: { sts: 'https://evil.example' }, unheard: [] };
    expect(await loadConfig(contextOf(own, env), named)).toMatchObject(meant);
    expect(await loadConfig(contextOf(own, { SENTINEL_CONFIG: own }))).toMatchObject(meant);
    writeFileSync(named, 'version: 1\n');
    expect((await loadConfig(contextOf(own, env))).unheard).toEqual([]);
  });

  it('must be there where it is named, and readable', async () => {
    const dir = tempDir();
    const gone = await thrown(loadConfig(contextOf('/nowhere'), join(dir, 'gone.yaml')));
    expect(gone.message).toMatch(/gone\.yaml does not exist/);
    expect(gone.exitCode).toBe(1);
    mkdirSync(join(dir, 'folder'));
    expect((await thrown(loadConfig(contextOf(join(dir, 'folder'))))).message).toMatch(
      /cannot be read \(EISDIR\)/,
    );
  });

  it.each<[string, string, string]>([
    ['unknown key', 'polcy: x', '2:1 unknown key "polcy" in the config; did you mean "policy"?'],
    ['policy', 'policy: default', '2:9 policy must begin with ssm: or file:'],
    [
      'parameter',
      'policy: "ssm:/a b"',
      '2:9 policy is not a parameter name; it begins with / and holds A-Z a-z 0-9 _ . - /',
    ],
    [
      'placeholder',
      'breakglass: ssm:/{profil}',
      '2:13 breakglass is not a parameter name; it begins with / and holds A-Z a-z 0-9 _ . - /',
    ],
    [
      'region',
      'regions: [us]',
      '2:11 a region must be the name of an AWS region, such as us-east-1',
    ],
    [
      'a host for a region',
      'regions: ["x@evil.example/"]',
      '2:11 a region must be the name of an AWS region, such as us-east-1',
    ],
    ['ledger', 'ledger: sqlit', '2:9 ledger cannot be "sqlit"; did you mean sqlite?'],
    ['log', 'log: [decisions.jsonl]', '2:7 an entry of log must be stderr or an absolute path'],
    [
      'endpoint',
      'endpoints: {sts: sts.example}',
      '2:18 an endpoint must be an http or https address',
    ],
    [
      'endpoint in clear text',
      'endpoints: {sts: "http://sts.example"}',
      '2:18 an endpoint must be https, off this machine',
    ],
    ...[
      'https://me:pw@sts.example',
      'https://sts.example/?token=x',
      'https://sts.example/#x',
      'http://me@localhost:4566',
    ].map((url): [string, string, string] => [
      `endpoint with a secret (${url})`,
      `endpoints: {sts: "${url}"}`,
      '2:18 an endpoint must hold no name, password or query',
    ]),
    ['keys', 'keys: keyring', '2:7 keys cannot be "keyring"; did you mean keychain?'],
    [
      'duration',
      'profiles: {prod: {duration: 30}}',
      '2:29 duration must be a string, not a number; write "30"',
    ],
    [
      'emergency',
      'emergency: {role_arn: Emergency}',
      '2:23 role_arn must be the ARN of one role, such as arn:aws:iam::111122223333:role/ProdAdmin',
    ],
  ])('is refused for its %s', async (_, line, expected) => {
    const error = await thrown(parseConfig(`version: 1\n${line}\n`, '/c.yaml'));
    expect(error).toBeInstanceOf(PolicyError);
    const { problems } = error as PolicyError;
    expect(problems.map((one) => `${one.line}:${one.column} ${one.message}`)).toEqual([expected]);
    expect(error.message).toContain('/c.yaml');
  });
});
