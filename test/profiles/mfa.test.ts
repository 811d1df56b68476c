/** The MFA device of a chain. */
import { describe, expect, it } from 'vitest';
import { DEVICE, KEYS, loadText, OTHER, ROLE } from './load-text.ts';

const mfa = (serial = DEVICE) => `mfa_serial = ${serial}\n`;
const chain = (at: { top?: string; middle?: string; keys?: string }) =>
  `[profile a]\nrole_arn = ${ROLE}\nsource_profile = b\n${at.top ?? ''}[profile b]\nrole_arn = ${OTHER}\nsource_profile = alice\n${at.middle ?? ''}[profile alice]\n${KEYS}${at.keys ?? ''}`;

it.each([
  ['the profile itself', { top: mfa() }],
  ['a hop below it', { middle: mfa() }],
  ['the keys at its head', { keys: mfa() }],
  ['all of them alike', { top: mfa(), middle: mfa(), keys: mfa() }],
])('is found on %s', async (_, at) => {
  const set = await loadText(chain(at));
  expect(await set.find('a')).toMatchObject({ mfaSerial: DEVICE, problem: null });
});

it('is none where nobody asks', async () => {
  expect((await (await loadText(chain({}))).find('a')).mfaSerial).toBeNull();
});

it('is the one of sentinel_mfa_serial where a section has both', async () => {
  const set = await loadText(chain({ top: `${mfa('GAHT12345678')}sentinel_${mfa()}` }));
  expect(await set.find('a')).toMatchObject({ mfaSerial: DEVICE, problem: null });
});

it('may be the serial number of a hardware device', async () => {
  const set = await loadText(chain({ top: mfa('GAHT12345678') }));
  expect((await set.find('a')).mfaSerial).toBe('GAHT12345678');
});

describe('a chain that cannot be', () => {
  it('asks for two devices', async () => {
    const set = await loadText(chain({ top: mfa(), middle: mfa('GAHT12345678') }));
    const { base, problem } = await set.find('a');
    expect(base).toBeNull();
    expect(problem?.message).toMatch(
      /two MFA devices: GAHT12345678 \(mfa_serial of \[b\] in .*\) and arn:.*alice \(mfa_serial of \[a\]/,
    );
  });

  it('names something that is no device', async () => {
    const set = await loadText(chain({ top: mfa('my phone') }));
    expect((await set.find('a')).problem?.message).toMatch(/mfa_serial of \[a\] in .*: my phone/);
  });

  it.each([
    ['temporary keys', `[profile k]\n${KEYS}aws_session_token = t\n`, {}],
    [
      'temporary keys of the environment',
      '[profile k]\nregion = x\n',
      { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' },
    ],
    ['a process', '[profile k]\ncredential_process = tool\n', {}],
    [
      'SSO',
      '[profile k]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 333344445555\nsso_role_name = R\n',
      {},
    ],
    ['a web identity', `[profile k]\nweb_identity_token_file = /t\nrole_arn = ${OTHER}\n`, {}],
  ])('has %s at its head', async (_, source, env) => {
    const set = await loadText(
      `[profile a]\nsentinel_role_arn = ${ROLE}\nsentinel_source_profile = k\n${mfa()}${source}`,
      '',
      env as Record<string, string>,
    );
    const { base, problem } = await set.find('a');
    expect(base).toBeNull();
    expect(problem?.message).toMatch(/mfa_serial of \[a\] .* long-term keys of an IAM user/);
    expect(problem?.next.join()).toMatch(/--aws-profile/);
  });

  it('tells a broken base before its device', async () => {
    const set = await loadText(
      `[profile a]\nrole_arn = ${ROLE}\nsource_profile = gone\n${mfa('x')}`,
    );
    expect((await set.find('a')).problem?.code).toBe('unknown_source');
  });
});

it('--aws-profile brings keys that take the code', async () => {
  const set = await loadText(
    `[profile a]\nrole_arn = ${ROLE}\nsource_profile = k\n${mfa()}[profile k]\ncredential_process = tool\n[profile alice]\n${KEYS}`,
  );
  expect(await set.find('a', 'alice')).toMatchObject({ mfaSerial: DEVICE, problem: null });
});
