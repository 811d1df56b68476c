/** Signing in as a person does: the built program in a terminal, the sandbox's page in a browser. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openPty, type Pty } from '../helpers/pty.ts';
import { openPlace, type Place } from './gate-place.ts';
import { answerPage, approveWhenTold } from './login-browser.ts';

let place: Place;
let pty: Pty | undefined;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
});
afterAll(() => place.close());
beforeEach(() => {
  place.run(['logout', '--all']);
});
afterEach(() => pty?.close());

const cache = () => join(place.folder, 'sandbox/people/alice/sso/cache');
const PLAIN = {
  DISPLAY: undefined,
  WAYLAND_DISPLAY: undefined,
  BROWSER: undefined,
  SSH_TTY: undefined,
  SSH_CONNECTION: undefined,
  SSH_CLIENT: undefined,
};

/** `sentinel` with these words in a terminal of its own. */
function terminal(words: readonly string[], env: Record<string, string | undefined> = {}): Pty {
  pty = openPty(join(place.folder, 'sentinel'), words, {
    env: { ...place.env, ...PLAIN, ...env },
    columns: 120,
  });
  return pty;
}

/** A program that opens pages, for BROWSER; it notes what it was started with. */
function browser(decision: 'approve' | 'deny'): { path: string; log: string } {
  const log = join(place.folder, `browser-${decision}.log`);
  const page = new URL('login-browser.ts', import.meta.url).pathname;
  const path = place.file(
    `browser-${decision}`,
    `#!/bin/sh\n{ printf '%s\\n' "$@"; env; } >'${log}'\nexec '${process.execPath}' '${page}' ${decision} "$1" >'${log}.err' 2>&1\n`,
  );
  place.tool('chmod', ['+x', path]);
  return { path, log };
}

async function shownPage(open: Pty): Promise<string> {
  const screen = await open.waitFor(/Waiting for the approval/);
  return /http:\/\/127\S+/.exec(screen)?.[0] ?? '';
}

describe('login', () => {
  it('shows the address with the code in it, copies it on Enter, and says until when', async () => {
    const open = terminal(['login']);
    const url = await shownPage(open);
    expect(url).toMatch(/\/start\/device\?user_code=[A-Z]{4}-[A-Z]{4}$/);
    expect(open.screen()).toContain(`the code ${url.slice(-9)}`);
    open.press('enter');
    await open.waitFor('Sent to the clipboard.');
    expect(open.output()).toContain(`\x1b]52;c;${Buffer.from(url).toString('base64')}\x07`);
    await answerPage(url, 'approve');
    expect(await open.ended()).toEqual({ exitCode: 0, signal: 0 });
    expect(open.screen()).toMatch(/Signed in to company until \d\d:\d\d, and refreshed/);
    const files = readdirSync(cache());
    expect(files).toHaveLength(2);
    for (const file of files) expect(statSync(join(cache(), file)).mode & 0o777).toBe(0o600);
  });

  it('tells a refusal, and keeps nothing', async () => {
    const open = terminal(['login', '--device-code']);
    await answerPage(await shownPage(open), 'deny');
    expect((await open.ended()).exitCode).toBe(6);
    expect(open.screen()).toContain('The sign-in to company was refused in the browser.');
    expect(readdirSync(cache()).filter((file) => tokenIn(file))).toEqual([]);
  });

  it('stops at Ctrl+C', async () => {
    const open = terminal(['login']);
    await shownPage(open);
    open.press('ctrl+c');
    expect((await open.ended()).exitCode).toBe(130);
    expect(readdirSync(cache()).filter((file) => tokenIn(file))).toEqual([]);
  });

  it('opens a browser at a desktop, which brings the answer back by itself', async () => {
    const { path, log } = browser('approve');
    const canary = { AWS_SECRET_ACCESS_KEY: 'canary-secret', SENTINEL_POLICY: 'canary' };
    const open = terminal(['login'], { DISPLAY: ':99', BROWSER: path, ...canary });
    expect((await open.ended()).exitCode).toBe(0);
    expect(open.output()).toContain('Your browser was opened to sign in to company.');
    expect(open.screen()).toMatch(/Signed in to company until/);
    const [url, ...env] = readFileSync(log, 'utf8').split('\n');
    expect(url).toContain('/authorize?response_type=code&');
    expect(new URL(url ?? '').searchParams.get('code_challenge_method')).toBe('S256');
    expect(env.join('\n')).not.toContain('canary');
    expect(readdirSync(cache()).filter((file) => tokenIn(file))).toHaveLength(1);
  });

  it('tells a refusal in that browser', async () => {
    const open = terminal(['login'], { DISPLAY: ':99', BROWSER: browser('deny').path });
    expect((await open.ended()).exitCode).toBe(6);
    expect(open.screen()).toContain('The sign-in was refused in the browser.');
  });

  it.each([
    ['over SSH', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' }, []],
    ['without a display', { DISPLAY: undefined }, []],
    ['with --no-browser', {}, ['--no-browser']],
    ['in CI', { CI: 'true' }, []],
  ])('opens no browser %s', async (_, env, words) => {
    const { path, log } = browser('approve');
    place.tool('rm', ['-f', log]);
    // The terminal's own helper takes CI out of the environment: a shell sets it again.
    const set = 'CI' in env ? ['env', 'CI=true'] : ['env'];
    pty = openPty(
      set[0] ?? '',
      [...set.slice(1), join(place.folder, 'sentinel'), 'login', ...words],
      {
        env: { ...place.env, ...PLAIN, DISPLAY: ':99', BROWSER: path, ...env },
        columns: 120,
      },
    );
    expect(await shownPage(pty)).toContain('/start/device?');
    pty.press('ctrl+c');
    await pty.ended();
    expect(existsSync(log)).toBe(false);
  });

  it('prints JSON on stdout and nothing else there', async () => {
    const out = join(place.folder, 'login.json');
    pty = openPty('sh', ['-c', `'${join(place.folder, 'sentinel')}' login --json >'${out}'`], {
      env: { ...place.env, ...PLAIN },
      columns: 120,
    });
    await answerPage(await shownPage(pty), 'approve');
    expect((await pty.ended()).exitCode).toBe(0);
    expect(JSON.parse(readFileSync(out, 'utf8'))).toEqual({
      sso_session: 'company',
      start_url: expect.stringMatching(/\/start\?as=alice$/),
      region: 'eu-central-1',
      expires_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      refreshable: true,
    });
  });

  it('needs no terminal', async () => {
    const login = place.start(['login', '--debug', '--profile', 'analytics']);
    const err = await approveWhenTold(login);
    expect(err).toMatch(/Signed in to company until/);
    expect(err).not.toMatch(/Press Enter|\x1b/);
    expect(err).toContain('sso-oidc:CreateToken');
    const secrets = readdirSync(cache())
      .map((file) => JSON.parse(readFileSync(join(cache(), file), 'utf8')))
      .flatMap((one) => [one.accessToken, one.refreshToken, one.clientSecret])
      .filter(Boolean);
    expect(secrets).toHaveLength(4);
    for (const secret of secrets) expect(err).not.toContain(secret);
  });
});

describe('logout', () => {
  it('ends the session for everybody, and leaves the registration', async () => {
    const open = terminal(['login']);
    await answerPage(await shownPage(open), 'approve');
    await open.ended();
    const kept = join(place.folder, 'kept.json');
    const token = readdirSync(cache()).find(tokenIn) ?? '';
    place.tool('cp', [join(cache(), token), kept]);
    const out = place.run(['logout']);
    expect([out.code, out.out]).toEqual([0, '']);
    expect(out.err).toMatch(/^Signed out of company\./);
    expect(readdirSync(cache())).toHaveLength(1);
    // Put back by whoever has a copy, it opens nothing.
    place.tool('cp', [kept, join(cache(), token)]);
    const again = place.run(['exec', '--profile', 'staging-logs', '--', 'true']);
    expect(again.code).toBe(6);
    expect(again.err).toContain('AWS no longer accepts your sign-in to company.');
    expect(again.err).toContain('sentinel --sandbox --as alice login --sso-session company');
  });
});

describe('exec where a sign-in is needed', () => {
  it('signs in first with --auto-login, then runs', async () => {
    const open = terminal([
      'exec',
      '--profile',
      'staging-logs',
      '--auto-login',
      '--',
      'sh',
      '-c',
      'echo I-AM-$SENTINEL_PROFILE',
    ]);
    await answerPage(await shownPage(open), 'approve');
    await open.waitFor('I-AM-staging-logs');
    expect((await open.ended()).exitCode).toBe(0);
  });

  it('without it says what to type, and asks nothing', async () => {
    const open = terminal(['exec', '--profile', 'staging-logs', '--', 'true']);
    expect((await open.ended()).exitCode).toBe(6);
    expect(open.screen()).toContain(
      'Run: sentinel --sandbox --as alice login --sso-session company',
    );
  });

  it.each(['exec', 'credentials'])(
    '%s without a terminal never prompts and opens no browser',
    (verb) => {
      const { path, log } = browser('approve');
      place.tool('rm', ['-f', log]);
      const words = verb === 'exec' ? ['--auto-login', '--', 'true'] : [];
      const ran = place.run([verb, '--profile', 'staging-logs', ...words], {
        DISPLAY: ':99',
        BROWSER: path,
      });
      expect([ran.code, ran.out]).toEqual([6, '']);
      expect(ran.err).toContain('You are not signed in to company.');
      expect(existsSync(log)).toBe(false);
    },
  );
});

describe('an MFA code', () => {
  const code = () => place.run(['sandbox', 'mfa-code', '--as', 'alice']).out.trim();
  const mfa = ['exec', '--no-cache', '--profile', 'prod-billing', '--', 'echo', 'PAID'];

  it('is asked for at the terminal; slips of the finger and one wrong code are forgiven', async () => {
    const open = terminal(mfa);
    await open.waitFor(/MFA code of arn:aws:iam::\d+:mfa\/alice: $/m);
    open.type('12 34\r');
    await open.waitFor('a code is six digits');
    open.type('000000\r');
    await open.waitFor(/device.*(?:\s.*)*MFA code of \S+ *$/m);
    open.type(`${code()}\r`);
    await open.waitFor('PAID');
    expect((await open.ended()).exitCode).toBe(0);
  });

  it('that is wrong twice ends it', async () => {
    const open = terminal(mfa);
    await open.waitFor(/MFA code of/);
    open.type('000000\r');
    await open.waitFor(/MFA code of[\s\S]*MFA code of/);
    open.type('000000\r');
    expect((await open.ended()).exitCode).toBe(6);
    expect(open.screen()).not.toContain('PAID');
  });

  it.each(['\r', '\x04'])('that is not given (%j) ends it', async (key) => {
    const open = terminal(mfa);
    await open.waitFor(/MFA code of/);
    open.type(key);
    expect((await open.ended()).exitCode).toBe(6);
  });

  it('is not waited for after Ctrl+C', async () => {
    const open = terminal(mfa);
    await open.waitFor(/MFA code of/);
    open.press('ctrl+c');
    expect((await open.ended()).exitCode).toBe(130);
  });

  it('is never asked for where stderr, or the terminal, is not there', async () => {
    for (const verb of [mfa, ['credentials', '--no-cache', '--profile', 'prod-billing']]) {
      const ran = place.run(verb);
      expect([ran.code, ran.out]).toEqual([6, '']);
      expect(ran.err).toContain('MFA');
    }
    const open = openPty(
      'sh',
      [
        '-c',
        `'${join(place.folder, 'sentinel')}' credentials --no-cache -p prod-billing 2>err.txt; echo "code $?"`,
      ],
      {
        env: { ...place.env },
        cwd: place.folder,
      },
    );
    pty = open;
    await open.waitFor('code 6');
    expect(open.output()).not.toContain('MFA code');
  });
});

function tokenIn(file: string): boolean {
  return readFileSync(join(cache(), file), 'utf8').includes('"accessToken"');
}
