import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadAllCommands } from '../../src/commands/index.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Context } from '../../src/context.ts';
import { lint } from '../../src/policy/lint/lint.ts';
import { parseAccessPolicy } from '../../src/policy/parse.ts';
import { loadProfiles } from '../../src/profiles/load.ts';
import { readDocument } from '../../src/sandbox/iam/document.ts';
import { judgeTrust } from '../../src/sandbox/iam/evaluate.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { withTables } from './tables.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');

it('README’s tables are those of the declarations (npm run docs)', async () => {
  expect(withTables(readme, await loadAllCommands())).toBe(readme);
});

it('README’s pictures and links are there', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map(([, path]) => path ?? '');
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});

it('README’s policy passes the strict check without a warning', async () => {
  const policy = await parseAccessPolicy(block('yaml', 'rules:'), 'README.md');
  expect(lint(policy).map(({ message }) => message)).toEqual([]);
});

it('README’s config is one', async () => {
  const config = await parseConfig(block('yaml', 'regions:'), 'README.md');
  expect(config.regions).toEqual(['eu-central-1', 'us-east-1']);
});

it('README’s trust policy lets the stamp of its own caller in, and no other', () => {
  const trust = readDocument(block('json', 'Statement'));
  const says = (action: string, stamp: string | undefined) =>
    judgeTrust(
      trust,
      {
        action,
        resource: '*',
        facts: {
          'aws:username': 'alice',
          'sts:sourceidentity': stamp,
        },
      },
      () => true,
    );
  for (const action of ['sts:AssumeRole', 'sts:SetSourceIdentity']) {
    expect(says(action, 'sentinel=alice=direct=a1b2c3d4')).toBe('allow');
    expect(says(action, 'sentinel=bob=direct=a1b2c3d4')).toBe('silent');
    expect(says(action, undefined)).toBe('silent');
  }
});

it.each([
  [
    '[sso-session corp]',
    'prod',
    { base: { kind: 'sso', account: '111122223333', role: 'Engineer' }, hops: 1 },
  ],
  ['[profile migrate]', 'migrate', { base: { kind: 'static', profile: 'alice' }, hops: 2 }],
  [
    '[profile billing]',
    'billing',
    { base: { kind: 'static' }, hops: 1, mfaSerial: 'arn:aws:iam::111122223333:mfa/alice' },
  ],
  [
    'credential_process = sentinel',
    'prod',
    { base: { kind: 'static', profile: 'alice' }, hops: 1 },
  ],
])('README’s AWS config with %s is read as it says', async (mark, name, expected) => {
  const folder = tempDir();
  writeFileSync(join(folder, 'config'), block('ini', mark));
  writeFileSync(
    join(folder, 'credentials'),
    '[alice]\naws_access_key_id = AKIA\naws_secret_access_key = x\n',
  );
  const paths = { awsConfig: join(folder, 'config'), awsCredentials: join(folder, 'credentials') };
  const { profiles } = await loadProfiles({ env: {}, paths } as unknown as Context);
  const found = profiles.find((one) => one.name === name);
  expect({ ...found, hops: found?.hops.length }).toMatchObject({
    ...expected,
    problem: null,
    unstampable: null,
  });
});

it('README’s profile holds no key that an SDK would take before credential_process', () => {
  const ini = block('ini', 'credential_process = sentinel');
  expect(ini).not.toMatch(/^(role_arn|source_profile|sso_|aws_|web_identity|credential_source)/m);
});

function block(language: string, having: string): string {
  const blocks = [...readme.matchAll(/^```(\w+)\n(.*?)^```/gms)];
  const found = blocks.find(([, name, text]) => name === language && text?.includes(having));
  if (!found?.[2]) throw new Error(`README has no ${language} with ${having}`);
  return found[2];
}
