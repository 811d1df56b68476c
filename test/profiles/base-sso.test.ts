/** Profiles that sign in through IAM Identity Center, whole and broken. */
import { describe, expect, it } from 'vitest';
import { KEYS, loadText, ROLE } from './load-text.ts';

const START = 'https://d-1234567890.awsapps.com/start';
const SESSION = `[sso-session corp]\nsso_start_url = ${START}\nsso_region = eu-central-1\n`;
const WHO = 'sso_account_id = 333344445555\nsso_role_name = Developer\n';

describe('a profile of an sso-session', () => {
  it('is a base with everything that a sign-in needs', async () => {
    const set = await loadText(`${SESSION}[profile dev]\nsso_session = corp\n${WHO}`);
    expect((await set.find('dev')).base).toEqual({
      kind: 'sso',
      profile: 'dev',
      start: {
        session: 'corp',
        startUrl: START,
        region: 'eu-central-1',
        scopes: ['sso:account:access'],
      },
      account: '333344445555',
      role: 'Developer',
      label: 'SSO session corp (Developer in 333344445555)',
      key: expect.stringContaining('corp'),
    });
  });

  it('asks for the scopes that the session names', async () => {
    const scopes = 'sso_registration_scopes = sso:account:access , codewhisperer:completions,\n';
    const set = await loadText(`${SESSION}${scopes}[profile dev]\nsso_session = corp\n${WHO}`);
    const { base } = await set.find('dev');
    expect(base?.kind === 'sso' && base.start.scopes).toEqual([
      'sso:account:access',
      'codewhisperer:completions',
    ]);
  });

  it('shares its base with profiles of the same account and role alone', async () => {
    const set = await loadText(
      `${SESSION}[profile a]\nsso_session = corp\n${WHO}[profile b]\nsso_session = corp\n${WHO}[profile c]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = Reader\n`,
    );
    const [a, b, c] = set.profiles.map((one) => one.base?.key);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it('cannot be stamped by itself, and says what to add', async () => {
    const set = await loadText(`${SESSION}[profile dev]\nsso_session = corp\n${WHO}`);
    const { roleArn, problem, unstampable } = await set.find('dev');
    expect({ roleArn, problem }).toEqual({ roleArn: null, problem: null });
    expect(unstampable).toMatch(/^\[dev\] .*IAM Identity Center/);
    expect(unstampable).toContain(
      'Add sentinel_role_arn = arn:aws:iam::ACCOUNT:role/NAME to [dev]',
    );
  });

  it('is stamped where it has a role of its own, and as the source of another', async () => {
    const set = await loadText(
      `${SESSION}[profile dev]\nsso_session = corp\n${WHO}[profile own]\nsso_session = corp\n${WHO}sentinel_role_arn = ${ROLE}\n[profile via]\nsentinel_role_arn = ${ROLE}\nsentinel_source_profile = dev\n`,
    );
    for (const name of ['own', 'via']) {
      expect(await set.find(name)).toMatchObject({
        roleArn: ROLE,
        unstampable: null,
        hops: [{ roleArn: ROLE }],
        base: { kind: 'sso', role: 'Developer' },
      });
    }
  });

  it('may name itself as the source of what it assumes', async () => {
    const set = await loadText(
      `${SESSION}[profile own]\nsso_session = corp\n${WHO}sentinel_role_arn = ${ROLE}\nsentinel_source_profile = own\n`,
    );
    expect(await set.find('own')).toMatchObject({ problem: null, base: { kind: 'sso' } });
  });
});

it('the legacy form stands inside the profile, and has no session', async () => {
  const set = await loadText(
    `[profile dev]\nsso_start_url = ${START}\nsso_region = eu-central-1\n${WHO}`,
  );
  expect((await set.find('dev')).base).toMatchObject({
    kind: 'sso',
    start: { session: null, startUrl: START, region: 'eu-central-1' },
    label: `SSO ${START} (Developer in 333344445555)`,
  });
});

it('a profile with keys takes those, as the SDK for JavaScript and for Go do', async () => {
  const set = await loadText(`${SESSION}[profile dev]\nsso_session = corp\n${WHO}${KEYS}`);
  expect((await set.find('dev')).base?.kind).toBe('static');
});

it('an account and a role alone stand beside another tool’s process', async () => {
  const set = await loadText(`[profile dev]\n${WHO}credential_process = other-tool\n`);
  expect((await set.find('dev')).base?.kind).toBe('process');
});

describe('a broken combination says which key in which file', () => {
  const cases: [string, string, RegExp][] = [
    [
      'no such session',
      `[profile a]\nsso_session = corp\n${WHO}`,
      /\[sso-session corp\] in .*config, which is not there/,
    ],
    [
      'a session without an address',
      `[sso-session corp]\nsso_region = eu-central-1\n[profile a]\nsso_session = corp\n${WHO}`,
      /\[sso-session corp\] in .*config has no sso_start_url/,
    ],
    [
      'a session without a region',
      `[sso-session corp]\nsso_start_url = ${START}\n[profile a]\nsso_session = corp\n${WHO}`,
      /\[sso-session corp\] in .*config has no sso_region/,
    ],
    [
      'another region than the session’s',
      `${SESSION}[profile a]\nsso_session = corp\nsso_region = us-east-1\n${WHO}`,
      /sso_region of \[a\] in .*config is not that of \[sso-session corp\]/,
    ],
    [
      'another address than the session’s',
      `${SESSION}[profile a]\nsso_session = corp\nsso_start_url = https://other.awsapps.com/start\n${WHO}`,
      /sso_start_url of \[a\] in .*config is not that of \[sso-session corp\]/,
    ],
    [
      'no account',
      `${SESSION}[profile a]\nsso_session = corp\nsso_role_name = R\n`,
      /\[a\] in .*config .*has no sso_account_id/,
    ],
    [
      'no role',
      `${SESSION}[profile a]\nsso_session = corp\nsso_account_id = 333344445555\n`,
      /\[a\] in .*config .*has no sso_role_name/,
    ],
    [
      'an account that is none',
      `${SESSION}[profile a]\nsso_session = corp\nsso_account_id = 3333\nsso_role_name = R\n`,
      /sso_account_id of \[a\] in .*config is not an account's 12 digits: 3333/,
    ],
    [
      'a role that is none',
      `${SESSION}[profile a]\nsso_session = corp\nsso_account_id = 333344445555\nsso_role_name = a/b\n`,
      /sso_role_name of \[a\] in .*config is not the name/,
    ],
    [
      'legacy without a region',
      `[profile a]\nsso_start_url = ${START}\n${WHO}`,
      /\[a\] in .*config .*has no sso_region/,
    ],
    [
      'legacy without an address',
      `[profile a]\nsso_region = eu-central-1\n${WHO}`,
      /\[a\] in .*config .*has no sso_start_url/,
    ],
    [
      'a region that would be another host',
      `[profile a]\nsso_start_url = ${START}\nsso_region = evil.example/x\n${WHO}`,
      /sso_region of \[a\] in .*config is not a region/,
    ],
    [
      'an address without TLS',
      `[profile a]\nsso_start_url = http://corp.awsapps.com/start\nsso_region = eu-central-1\n${WHO}`,
      /sso_start_url of \[a\] in .*config is not an https address/,
    ],
    [
      'an address that is a command',
      `[profile a]\nsso_start_url = javascript:alert(1)\nsso_region = eu-central-1\n${WHO}`,
      /not an https address/,
    ],
  ];

  it.each(cases)('%s', async (_, text, sentence) => {
    const set = await loadText(text);
    const { base, problem } = await set.find('a');
    expect(base).toBeNull();
    expect(problem).toMatchObject({ code: 'bad_setting', kind: 'failed' });
    expect(problem?.message).toMatch(sentence);
    expect(problem?.message).toMatch(new RegExp(set.config));
  });

  it('and the credentials file where the key stands there', async () => {
    const set = await loadText(
      `${SESSION}[profile a]\nsso_session = corp\nsso_role_name = R\n`,
      '[a]\nsso_account_id = 12\n',
    );
    expect((await set.find('a')).problem?.message).toContain(set.credentialsFile);
  });

  it('and leaves every other profile as it is', async () => {
    const set = await loadText(
      `${SESSION}[profile a]\nsso_session = nowhere\n${WHO}[profile b]\nsso_session = corp\n${WHO}`,
    );
    expect(set.profiles.map((one) => one.problem === null)).toEqual([false, true]);
  });
});

it('a portal on this machine may do without TLS', async () => {
  const set = await loadText(
    `[profile a]\nsso_start_url = http://127.0.0.1:4000/start\nsso_region = eu-central-1\n${WHO}`,
  );
  expect((await set.find('a')).problem).toBeNull();
});
