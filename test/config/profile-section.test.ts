import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { profileSection } from '../../src/config/generate/profile-section.ts';
import type { Context } from '../../src/context.ts';
import { loadProfiles } from '../../src/profiles/load.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const PROCESS = '/usr/bin/sentinel credentials --profile prod';
const ROLE = 'arn:aws:iam::111122223333:role/ProdAdmin';
const wish = { name: 'prod', taken: ['prod', 'alice'], process: PROCESS };

/** The settings that the sections hold, by header. */
function sections(text: string): Record<string, Record<string, string>> {
  const found: Record<string, Record<string, string>> = {};
  let header = '';
  for (const line of text.split('\n')) {
    if (line.startsWith('#') || line === '') continue;
    if (line.startsWith('[')) header = line;
    else {
      const [key = '', ...value] = line.split(' = ');
      found[header] = { ...found[header], [key]: value.join(' = ') };
    }
  }
  return found;
}

describe('a credential_process profile', () => {
  it('keeps all that Sentinel needs, in keys that SDKs ignore', () => {
    const text = profileSection({
      ...wish,
      settings: {
        region: 'eu-central-1',
        role_arn: ROLE,
        source_profile: 'alice',
        external_id: 'x1',
        mfa_serial: 'arn:aws:iam::111122223333:mfa/alice',
        duration_seconds: '1800',
        role_session_name: 'ignored',
      },
    });
    expect(sections(text)).toEqual({
      '[profile prod]': {
        region: 'eu-central-1',
        sentinel_role_arn: ROLE,
        sentinel_source_profile: 'alice',
        sentinel_external_id: 'x1',
        sentinel_mfa_serial: 'arn:aws:iam::111122223333:mfa/alice',
        sentinel_duration_seconds: '1800',
        credential_process: PROCESS,
      },
    });
    expect(text).not.toContain('PLACEHOLDER');
  });

  it('stays as it is once it has that form', () => {
    const settings = {
      region: 'eu-central-1',
      sentinel_role_arn: ROLE,
      sentinel_source_profile: 'alice',
      credential_process: PROCESS,
    };
    expect(sections(profileSection({ ...wish, settings }))).toEqual({ '[profile prod]': settings });
  });

  it.each<[string, Record<string, string>, Record<string, string>, string | undefined]>([
    [
      'a sign-in',
      { sso_session: 'corp', sso_account_id: '111122223333', sso_role_name: 'Dev', region: 'r' },
      { sso_session: 'corp', sso_account_id: '111122223333', sso_role_name: 'Dev', region: 'r' },
      undefined,
    ],
    [
      "an instance's role",
      { role_arn: ROLE, credential_source: 'Ec2InstanceMetadata' },
      { credential_source: 'Ec2InstanceMetadata' },
      ROLE,
    ],
    [
      'a web identity',
      { role_arn: ROLE, web_identity_token_file: '/t', role_session_name: 'n' },
      { role_arn: ROLE, web_identity_token_file: '/t', role_session_name: 'n' },
      undefined,
    ],
    [
      'another tool',
      { credential_process: 'aws-vault exec x' },
      { credential_process: 'aws-vault exec x' },
      undefined,
    ],
  ])('moves %s into a section of its own', (_, settings, base, role) => {
    const text = profileSection({ ...wish, settings });
    const found = sections(text);
    expect(found['[profile prod-base]']).toEqual(base);
    expect(found['[profile prod]']).toMatchObject({
      sentinel_role_arn: role ?? 'arn:aws:iam::111122223333:role/REPLACE-ME',
      sentinel_source_profile: 'prod-base',
    });
    expect(text.includes('# PLACEHOLDER')).toBe(role === undefined);
  });

  it('never prints a key, but says where it must go', () => {
    const settings = {
      aws_access_key_id: 'AKIAIOSFODNN7EXAMPLE',
      aws_secret_access_key: 'canary',
      aws_session_token: 'canary',
      role_arn: ROLE,
    };
    const text = profileSection({ ...wish, taken: ['prod', 'prod-base'], settings });
    expect(text).not.toMatch(/canary|AKIA/);
    expect(text).toContain('# Rename [prod] to [prod-base-2] where its keys stand');
    expect(sections(text)['[profile prod]']).toMatchObject({
      sentinel_source_profile: 'prod-base-2',
    });
  });

  it('is made from nothing with placeholders, or from flags', () => {
    const bare = profileSection({ ...wish, settings: null });
    expect(bare.match(/PLACEHOLDER/g)).toHaveLength(2);
    const told = profileSection({
      ...wish,
      name: 'default',
      settings: null,
      roleArn: ROLE,
      source: 'alice',
      region: 'us-east-1',
    });
    expect(told).not.toContain('PLACEHOLDER');
    expect(sections(told)).toEqual({
      '[default]': {
        region: 'us-east-1',
        sentinel_role_arn: ROLE,
        sentinel_source_profile: 'alice',
        credential_process: PROCESS,
      },
    });
  });

  it("is refused for a name that AWS's tools do not read", () => {
    for (const name of ['a b', 'a]', 'é', '']) {
      expect(() => profileSection({ ...wish, name, settings: null })).toThrow(
        /AWS's tools read no section/,
      );
    }
  });

  it('leads Sentinel to the same role and base as before', async () => {
    const dir = tempDir();
    const base = '[profile alice]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = x\n';
    const sso =
      'sso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = Dev\n';
    const read = async (config: string) => {
      mkdirSync(dir, { recursive: true });
      writeFileSync(join(dir, 'config'), config);
      const paths = { awsConfig: join(dir, 'config'), awsCredentials: join(dir, 'none') };
      const ctx = { env: {}, paths } as unknown as Context;
      const { roleArn, hops, base: from, problem } = await (await loadProfiles(ctx)).find('prod');
      return { roleArn, hops, kind: from?.kind, problem };
    };
    const settings = { role_arn: ROLE, source_profile: 'alice', external_id: 'x1' };
    const before = await read(
      `${base}[profile prod]\nrole_arn = ${ROLE}\nsource_profile = alice\nexternal_id = x1\n`,
    );
    expect(await read(base + profileSection({ ...wish, settings }))).toEqual(before);
    expect(before).toMatchObject({ roleArn: ROLE, kind: 'static', problem: null });
    const ssoSettings = Object.fromEntries(
      sso
        .trim()
        .split('\n')
        .map((line) => line.split(' = ') as [string, string]),
    );
    const after = await read(profileSection({ ...wish, settings: ssoSettings, roleArn: ROLE }));
    expect(after).toMatchObject({ roleArn: ROLE, kind: 'sso', problem: null });
  });
});
