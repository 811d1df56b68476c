/** Whatever the files hold, the doctor comes to its end, and no check breaks. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAwsFactory } from '../../src/aws/factory.ts';
import type { Context } from '../../src/context.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import { examine } from '../../src/doctor/doctor.ts';
import { json, lines, summary } from '../../src/doctor/print.ts';
import { HOSTILE } from '../helpers/hostile.ts';
import { baseContext } from '../sandbox/base-context.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An AWS that nothing reaches. */
const NOWHERE = createAwsFactory({ env: {}, endpointUrl: 'http://127.0.0.1:1' });

interface Files {
  readonly aws: string;
  readonly credentials: string;
  readonly config: string;
  readonly ledger: string;
  readonly log: string;
  readonly env: Record<string, string>;
}

function contextOf(files: Files): Context {
  const home = mkdtempSync(join(folder, 'home-'));
  const at = (name: string) => join(home, name);
  for (const name of ['state', 'aws']) mkdirSync(at(name), { mode: 0o700 });
  writeFileSync(at('aws/config'), files.aws);
  writeFileSync(at('aws/credentials'), files.credentials);
  writeFileSync(at('config.yaml'), files.config);
  if (files.ledger) writeFileSync(at('state/ledger.db'), files.ledger);
  if (files.log) writeFileSync(at('state/decisions.jsonl'), files.log);
  return baseContext({
    env: files.env,
    aws: NOWHERE,
    paths: {
      config: at('config.yaml'),
      state: at('state'),
      cache: at('cache'),
      runtime: at('run'),
      awsConfig: at('aws/config'),
      awsCredentials: at('aws/credentials'),
      ssoCache: at('sso'),
      systemConfig: null,
    },
  });
}

const name = fc.oneof(
  fc.constantFrom('default', 'own', 'work', 'a b', 'x.y', '1'),
  fc.constantFrom(...HOSTILE),
);
const value = fc.oneof(
  name,
  fc.constantFrom(
    'arn:aws:iam::111122223333:role/Developer',
    'sentinel credentials --profile work',
    'exit 1',
    'https://corp.awsapps.com/start',
    'http://127.0.0.1:1',
    'eu-central-1',
    '900',
    'Environment',
    'EcsContainer',
    '/nowhere',
  ),
  fc.string(),
);
const key = fc.constantFrom(
  ...['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'region', 'role_arn'],
  ...['source_profile', 'credential_source', 'credential_process', 'web_identity_token_file'],
  ...['sso_session', 'sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'],
  ...['login_session', 'mfa_serial', 'duration_seconds', 'endpoint_url', 'services'],
  ...['sentinel_role_arn', 'sentinel_source_profile', 'sentinel_keys', 'sentinel_rolearn'],
  ...['role_session_name', 'external_id', '__proto__', 'constructor'],
);
const section = fc
  .tuple(
    fc.constantFrom('profile ', '', 'sso-session ', 'services ', ' profile  '),
    name,
    fc.array(fc.tuple(key, value), { maxLength: 6 }),
  )
  .map(
    ([kind, called, settings]) =>
      `[${kind}${called}]\n${settings.map(([one, text]) => `${one} = ${text}\n`).join('')}`,
  );
const ini = fc.oneof(
  { weight: 6, arbitrary: fc.array(section, { maxLength: 6 }).map((all) => all.join('\n')) },
  { weight: 1, arbitrary: fc.string({ maxLength: 400 }) },
);
const config = fc.oneof(
  fc.constantFrom(
    'version: "1"\nkeys: file\n',
    'version: "1"\nkeys: file\npolicy: file:none.yaml\n',
    'version: "1"\nkeys: file\nendpoints: {sts: "http://127.0.0.1:1"}\nregions: [eu-central-1]\n',
    'version: "1"\nkeys: file\nlog: [/nowhere/log, stderr]\n',
  ),
  fc.string().map((text) => `version: "1"\nkeys: file\n${text}`),
);
const rubbish = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.string({ maxLength: 300 }) },
);
const env = fc.dictionary(
  fc.constantFrom(
    ...['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_REGION', 'AWS_ENDPOINT_URL', 'HTTPS_PROXY'],
    ...['AWS_CA_BUNDLE', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_EC2_METADATA_DISABLED'],
    ...['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN', 'TERM', 'LANG'],
  ),
  value,
);
const world = fc.record({
  aws: ini,
  credentials: ini,
  config,
  ledger: rubbish,
  log: rubbish,
  env,
});

/** What reaches a terminal: no control character but the ends of lines, no invisible one. */
const CLEAN = /^[^\p{Cc}\p{Cf}\u2028\u2029]*$/u;

it('whatever the files hold', async () => {
  await fc.assert(
    fc.asyncProperty(world, async (files) => {
      const all = await examine(contextOf(files), {});
      expect(all.map(({ check }) => check.id)).toEqual(CHECKS.map(({ id }) => id));
      for (const { check, result } of all) {
        expect([check.id, result.detail]).not.toEqual([check.id, '']);
        expect([check.id, result.detail]).toEqual([
          check.id,
          expect.not.stringMatching('is a bug'),
        ]);
        const told = result.items ?? [result];
        for (const { status, fix } of told) {
          if (status === 'ok' || status === 'skipped') continue;
          expect([check.id, result.detail, fix.length > 0 || result.fix.length > 0]).toEqual([
            check.id,
            result.detail,
            true,
          ]);
        }
        for (const line of lines({ check, result }, false).split('\n')) {
          expect(CLEAN.test(line) ? '' : line).toBe('');
        }
      }
      expect(JSON.parse(json(all, undefined)).checks).toHaveLength(CHECKS.length);
      expect(summary(all, undefined)).toMatch(/^\d+ ok, /);
    }),
    { numRuns: 120 },
  );
}, 60_000);
