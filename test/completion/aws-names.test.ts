import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadIniFiles } from '../../src/aws/ini.ts';
import {
  keyNames,
  profileNames,
  regionNames,
  sessionNames,
} from '../../src/completion/aws-names.ts';
import { tempDir } from '../helpers/temp-dir.ts';

const CONFIG = `
# [profile commented]
[default]
region = eu-central-1
[profile dev]
region=us-east-1
  [profile indented]
  output = json
[profile "quoted"]   # why
output = json
[profile 'single'] ; why
output = json
[profile odd.name/with:all+of@them%]
s3 =
  max_concurrent_requests = 20
output = json
[sso-session corp]
sso_region = eu-west-1
sso_start_url = https://corp.example
[sso-session "quoted"]
sso_region = us-east-1
[services local]
sts =
  endpoint_url = http://localhost
[plain]
output = json
[profile two words]
output = json
[profile dev]
output = text
[profile "half]
output = json
`;
const CREDENTIALS = `
[dev]
aws_access_key_id = A
[only keys]
aws_access_key_id = A
[keyed]
aws_access_key_id = A
[a b c]
aws_access_key_id = A
[$(touch x)]
aws_access_key_id = A
[ spaced ]
aws_access_key_id = A
`;

describe('the light reader', () => {
  test.each(['\n', '\r\n'])(
    'finds the names that the AWS SDK’s own loader finds (%j)',
    async (end) => {
      const folder = tempDir();
      const [config, credentials] = [join(folder, 'config'), join(folder, 'credentials')];
      const [first, second] = [CONFIG.replaceAll('\n', end), CREDENTIALS.replaceAll('\n', end)];
      writeFileSync(config, first);
      writeFileSync(credentials, second);
      const files = await loadIniFiles({ config, credentials });
      const names = files.profiles.map(({ name }) => name);
      expect(names.length).toBeGreaterThan(7);
      expect(profileNames(first, second).sort()).toEqual(names.sort());
      expect(sessionNames(first)).toEqual([...files.ssoSessions.keys()]);
    },
  );

  test('keeps the order of the file', () => {
    expect(
      profileNames('[profile b]\n[profile 1]\n[default]\n[profile a]\n', '[z]\n[b]\n'),
    ).toEqual(['b', '1', 'default', 'a', 'z']);
  });

  test('stored keys that are named', () => {
    expect(
      keyNames(
        '[profile a]\nsentinel_keys = alice\n[profile b]\r\nsentinel_keys=bob b \r\n#sentinel_keys = x\n',
      ),
    ).toEqual(['alice', 'bob b']);
  });

  test('regions that are named', () => {
    expect(regionNames(CONFIG)).toEqual(['eu-central-1', 'us-east-1', 'eu-west-1']);
  });
});
