/** No secret in argv, in the environment of others, in logs, errors or any file: secrets are planted, much is done, everything is searched. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CanaryPlace, openCanaryPlace } from './canary-place.ts';
import { answerPage } from './login-browser.ts';

let here: CanaryPlace;
beforeAll(async () => {
  here = await openCanaryPlace();
});
afterAll(() => here.place.close());

/** Credentials that were handed out are secrets from then on. */
function keep(what: string, out: string): void {
  const { SecretAccessKey, SessionToken } = JSON.parse(out);
  here.secrets.set(`the secret key of ${what}`, SecretAccessKey);
  here.secrets.set(`the session token of ${what}`, SessionToken);
}

function keepSsoTokens(): void {
  const folder = join(here.place.folder, '.aws/sso/cache');
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.json'))) {
    const file = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    for (const member of ['accessToken', 'refreshToken', 'clientSecret']) {
      if (file[member]) here.secrets.set(`the ${member} of ${name}`, file[member]);
    }
  }
}

const fault = (...words: string[]) => here.place.run(['sandbox', 'fault', ...words]);

test('where things go well: credentials, exec, MFA, sign-in', { timeout: 60_000 }, async () => {
  const first = await here.run(['credentials', '--profile', 'dev', '--debug'], { carries: true });
  expect([first.code, first.err]).toEqual([0, expect.stringContaining('AssumeRole')]);
  keep('dev', first.out);
  const more = ['--debug', '--log-stderr', '--log-file', join(here.place.folder, 'more.jsonl')];
  const second = await here.run(['credentials', '--profile', 'dev', ...more], { carries: true });
  // From the cache: the same secrets lie on the disk now, sealed.
  expect(JSON.parse(second.out)).toEqual(JSON.parse(first.out));
  expect(readdirSync(join(here.place.folder, 'cache/sentinel/sealed')).length).toBeGreaterThan(0);
  const asked = ['credentials', '-p', 'dev-tools', '--debug'];
  const many = await Promise.all(
    Array.from({ length: 6 }, () => here.run(asked, { carries: true })),
  );
  expect(new Set(many.map(({ out }) => out)).size).toBe(1);
  keep('dev-tools', many[0]?.out ?? '');
  expect(
    (await here.run(['credentials', '-p', 'staging', '--no-cache', ...more], { carries: true }))
      .code,
  ).toBe(0);

  const login = here.terminal(['login', '--device-code']);
  await login.waitFor('Waiting for the approval');
  await answerPage(/http:\/\/127\S+user_code=\S+/.exec(login.screen())?.[0] ?? '', 'approve');
  expect((await login.ended()).exitCode).toBe(0);
  here.said('login', login.output());
  keepSsoTokens();
  const logs = await here.run(['credentials', '-p', 'staging-logs', ...more], { carries: true });
  expect([logs.code, logs.err]).toEqual([0, expect.anything()]);
  keep('staging-logs', logs.out);

  const code = here.place.run(['sandbox', 'mfa-code']).out.trim().slice(0, 6);
  expect(code).toMatch(/^\d{6}$/);
  here.secrets.set('the MFA code', code);
  const billing = here.terminal(['exec', '-p', 'prod-billing', '--debug', '--', 'true']);
  await billing.waitFor(/MFA/);
  billing.type(`${code}\r`);
  const ended = await billing.ended();
  // The terminal shows what the person types; from there it goes nowhere.
  here.said('exec with MFA', billing.output().replace(code, ''));
  expect([ended.exitCode, billing.screen()]).toEqual([0, expect.anything()]);
});

test('while a child runs: nobody has a secret on its command line, and it has those of its session alone', async () => {
  const script = 'cat /proc/[0-9]*/cmdline | tr "\\0" "\\n"; echo; echo ENV; env';
  const { code, out } = await here.run(['exec', '-p', 'dev', '--', 'sh', '-c', script], {
    carries: true,
  });
  expect(code).toBe(0);
  const [lines = '', env = ''] = out.split('\nENV\n');
  here.said('command lines', lines);
  expect(lines).toContain('exec');
  const own = /^AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)=.*$/gm;
  expect(env.match(own)).toHaveLength(2);
  here.said("a child's environment, but for its session", env.replaceAll(own, ''));
  here.said("another tool's environment", toolsView());
});

/** What a credential_process of the user's gets: his own environment, without what is Sentinel's. */
function toolsView(): string {
  try {
    return readFileSync(join(here.place.folder, 'seen-by-tool'), 'utf8').replaceAll(
      /^AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)=.*$/gm,
      '',
    );
  } catch {
    return '';
  }
}

test('where things go wrong: each failure says what, and no secret', {
  timeout: 120_000,
}, async () => {
  const debug = ['--debug', '--log-stderr'];
  for (const profile of [
    'from-mistyped',
    'from-environment',
    'from-tool',
    'from-broken',
    'from-web',
  ]) {
    const { code, out, err } = await here.run(['credentials', '-p', profile, ...debug]);
    expect([profile, code === 0, out]).toEqual([profile, false, '']);
    expect(err).toContain('sentinel: ');
    await here.run(['exec', '-p', profile, ...debug, '--', 'true']);
    await here.run(['whoami', '--aws-profile', profile, '--debug']);
  }
  expect(toolsView()).toContain('PATH=');
  here.said("another tool's environment", toolsView());
  for (const profile of ['prod', 'prod-db', 'prod-org', 'alice', 'analytics', 'nobody', 'dev']) {
    await here.run(['credentials', '-p', profile, '--log-file', '/dev/full', ...debug]);
  }
  const kinds = ['half', 'garbage', 'html', 'throttle', 'reset', 'expired_token', 'wrong_clock'];
  for (const kind of kinds) {
    for (const call of ['sts:AssumeRole', 'sso:GetRoleCredentials', 'ssm:GetParameter']) {
      fault(kind, call);
      const profile = call.startsWith('sso') ? 'staging-logs' : 'dev';
      await here.run(['credentials', '-p', profile, '--no-cache', ...debug], { carries: true });
      fault('clear');
    }
  }
  const wrong = { SENTINEL_KEYS_PASSPHRASE: 'CANARYwrongpassphrase' };
  here.secrets.set('a wrong passphrase', wrong.SENTINEL_KEYS_PASSPHRASE);
  await here.run(['credentials', '-p', 'dev', ...debug], { carries: true, env: wrong });
});

test('the other commands', { timeout: 60_000 }, async () => {
  for (const words of [
    [],
    ['whoami', '--json'],
    ['config', 'show'],
    ['config', 'validate'],
    ['config', 'generate', 'basic'],
    ['policy', 'explain', '--profile', 'dev'],
    ['breakglass', 'list'],
    ['audit', 'verify-log'],
    ['credentials', '--help'],
    ['credentials', '-p'],
    ['logout', '--all'],
    ['cache', 'clear'],
  ]) {
    await here.run([...words, ...(words[0] ? ['--debug'] : [])]);
  }
});

test('all of it searched: nothing', () => {
  // That the search finds what is there:
  for (const [what, file] of [
    ["alice's secret key", '.aws/credentials'],
    ["a tool's secret key", 'planted/tool.json'],
    ['a web identity token', 'planted/token'],
  ] as const) {
    expect(here.holders(here.secrets.get(what) ?? '')).toContain(file);
  }
  expect(here.secrets.size).toBeGreaterThan(15);
  expect(here.leaks()).toEqual([]);
});
