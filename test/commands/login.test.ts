/** Which sign-in `login` and `logout` are about, and what `logout` says. Signing in itself: test/real/login. */
import { describe, expect, it } from 'vitest';
import { command as login } from '../../src/commands/login.ts';
import { command as logout } from '../../src/commands/logout.ts';
import { withNeeds } from '../../src/commands/with-needs.ts';
import { SentinelError } from '../../src/errors.ts';
import { notSignedIn } from '../../src/sso/not-signed-in.ts';
import {
  CORP,
  cliToken,
  identityCenter,
  putFile,
  putToken,
  type Reply,
  user,
} from '../sso/world.ts';
import { runCommand } from './run.ts';

const session = (name: string, more = '') =>
  `[sso-session ${name}]\nsso_start_url = https://${name}.awsapps.com/start\nsso_region = eu-west-1\n${more}`;
const LEGACY = `[profile old]\nsso_start_url = https://old.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = R\n`;

function withConfig(text: string, url?: string) {
  // In the sandbox no endpoint is decided on: the calls go to the test's server.
  const ctx = user(url, { sandbox: { as: 'alice', url: url ?? '' } });
  putFile(ctx.paths.awsConfig, text);
  return ctx;
}

describe('which sign-in', () => {
  it.each<[string, string, string[], string, RegExp, RegExp]>([
    ['none is set up', '', [], 'usage', /names no sign-in/, /aws configure sso/],
    [
      'several',
      session('a') + session('b') + LEGACY,
      [],
      'usage',
      /several sign-ins/,
      /login --sso-session a\n.*login --sso-session b\n.*login --profile old/,
    ],
    [
      'a slip',
      session('corp'),
      ['--sso-session', 'crop'],
      'usage',
      /no \[sso-session crop\]/,
      /Did you mean "corp"/,
    ],
    [
      'two names',
      session('corp'),
      ['--sso-session', 'corp', '--profile', 'x'],
      'usage',
      /both name/,
      /^$/,
    ],
    ['no such profile', session('corp'), ['--profile', 'x'], 'usage', /no profile "x"/, /./],
    [
      'a profile with keys',
      `${session('corp')}[profile k]\naws_access_key_id = A\naws_secret_access_key = b\n`,
      ['-p', 'k'],
      'usage',
      /\[k\] needs no sign-in: its base credentials are static keys of \[k\]/,
      /^$/,
    ],
    [
      'a wrong region',
      session('corp').replace('eu-west-1', 'eu/west'),
      ['--sso-session', 'corp'],
      'failed',
      /is not a region/,
      /^$/,
    ],
    [
      'a plain http portal',
      session('corp').replace('https', 'http'),
      ['--sso-session', 'corp'],
      'failed',
      /is not an https address/,
      /./,
    ],
  ])('%s', async (_, config, args, kind, message, next) => {
    const ctx = withConfig(config);
    const failed = await runCommand(login, ctx, args).catch((error: SentinelError) => error);
    expect(failed).toMatchObject({ kind, message: expect.stringMatching(message) });
    expect((failed as SentinelError).next.join('\n')).toMatch(next);
  });

  it('the only session, beside legacy profiles', async () => {
    const { url } = await identityCenter({});
    const ctx = withConfig(session('corp') + LEGACY, url);
    // It goes on to sign in, where this portal knows nothing.
    await expect(runCommand(login, ctx, [])).rejects.toMatchObject({
      message: expect.stringContaining('https://corp.awsapps.com/start in eu-west-1'),
    });
  });

  it('logout’s own words where there are several', async () => {
    const failed = runCommand(logout, withConfig(session('a') + session('b')), []);
    await expect(failed).rejects.toMatchObject({
      next: [
        'sentinel --sandbox --as alice logout --sso-session a',
        'sentinel --sandbox --as alice logout --sso-session b',
      ],
    });
    await expect(runCommand(logout, withConfig(''), ['--all', '-p', 'x'])).rejects.toMatchObject({
      kind: 'usage',
    });
  });
});

describe('logout', () => {
  async function signedIn(reply: Reply) {
    const center = await identityCenter({ '/logout': () => reply });
    const ctx = withConfig(session('corp'), center.url);
    putToken(ctx, cliToken());
    return ctx;
  }

  it.each<[string, Reply, number, RegExp]>([
    [
      'ends the session',
      {},
      0,
      /^Signed out of corp\. Role credentials issued from it live on to their end\.\n$/,
    ],
    [
      'tells where AWS could not be told',
      null,
      7,
      /^Signed out of corp on this machine\. AWS did not answer/,
    ],
  ])('%s', async (_, reply, code, err) => {
    const ctx = await signedIn(reply);
    expect(await runCommand(logout, ctx, ['--sso-session', 'corp'])).toEqual({
      code,
      out: '',
      err: expect.stringMatching(err),
    });
    expect(await runCommand(logout, ctx, [])).toMatchObject({
      code: 0,
      err: 'You were not signed in to corp.\n',
    });
    expect(await runCommand(logout, ctx, ['--all'])).toMatchObject({
      code: 0,
      err: 'You were signed in to nothing.\n',
    });
  });
});

describe('what is missing, where nobody is at a terminal', () => {
  const mfa = new SentinelError('not_signed_in', 'code please', [], undefined, {
    kind: 'mfa',
    serial: 'arn',
  });

  it.each([
    ['a sign-in', notSignedIn({}, CORP, 'never')],
    ['an MFA code', mfa],
    ['nothing that could be asked for', new SentinelError('denied', 'no')],
  ])('%s: the error stands, tried once', async (_, error) => {
    let tries = 0;
    const attempt = async () => {
      tries++;
      throw error;
    };
    const work = withNeeds(user(), { flags: { 'auto-login': true } }, attempt);
    await expect(work).rejects.toBe(error);
    expect(tries).toBe(1);
  });

  it('what succeeds is given on', async () => {
    expect(await withNeeds(user(), { flags: {} }, async (answers) => answers)).toEqual({});
  });
});
