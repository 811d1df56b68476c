import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { mayOpenBrowser, openBrowser, webPage } from '../../src/sso/browser.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { user } from './world.ts';

/** A PATH with these programs, which write their arguments and environment beside themselves. */
function programs(...names: string[]): { path: string; said: (name: string) => string } {
  const path = join(tempDir(), 'bin');
  mkdirSync(path);
  for (const name of names) {
    const log = join(path, `${name}.log`);
    const script = `#!/bin/sh\nfor one in "$@"; do echo "arg $one"; done >'${log}.tmp'\n/usr/bin/env >>'${log}.tmp'\n/bin/mv '${log}.tmp' '${log}'\n`;
    writeFileSync(join(path, name), script);
    chmodSync(join(path, name), 0o755);
  }
  return { path, said: (name) => readFileSync(join(path, `${name}.log`), 'utf8') };
}

const DESKTOP = { DISPLAY: ':0' };

describe('a browser is opened', () => {
  const { path } = { path: '/nowhere' };
  test.each<[string, NodeJS.Platform, Record<string, string>, string[], string | null]>([
    ['on a desktop', 'linux', DESKTOP, ['xdg-open'], null],
    ['under Wayland', 'linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open'], null],
    ['on macOS', 'darwin', {}, [], null],
    ['on Windows', 'win32', {}, [], null],
    ['in WSL with a helper', 'linux', { WSL_DISTRO_NAME: 'Debian' }, ['wslview'], null],
    [
      'in WSL with BROWSER',
      'linux',
      { WSL_DISTRO_NAME: 'Debian', BROWSER: 'mine' },
      ['mine'],
      null,
    ],
    ['with BROWSER', 'linux', { ...DESKTOP, BROWSER: 'mine' }, ['mine'], null],
    ['with the second of BROWSER', 'linux', { ...DESKTOP, BROWSER: 'none:mine' }, ['mine'], null],
    [
      'never over SSH (SSH_CONNECTION)',
      'linux',
      { ...DESKTOP, SSH_CONNECTION: 'x' },
      ['xdg-open'],
      'SSH',
    ],
    ['never over SSH (SSH_TTY)', 'darwin', { SSH_TTY: 'x' }, [], 'SSH'],
    ['never over SSH (SSH_CLIENT)', 'win32', { SSH_CLIENT: 'x', BROWSER: 'mine' }, ['mine'], 'SSH'],
    ['never in CI', 'linux', { ...DESKTOP, CI: 'true' }, ['xdg-open'], 'CI'],
    ['never without a display', 'linux', { BROWSER: 'mine' }, ['xdg-open', 'mine'], 'display'],
    [
      'never in WSL without a helper',
      'linux',
      { ...DESKTOP, WSL_INTEROP: 'x' },
      ['xdg-open'],
      'wslview',
    ],
    ['never without xdg-open', 'linux', DESKTOP, [], 'xdg-open'],
    [
      'never in the terminal',
      'linux',
      { ...DESKTOP, BROWSER: 'w3m' },
      ['w3m', 'xdg-open'],
      'BROWSER',
    ],
    [
      'never by a BROWSER that is not there',
      'linux',
      { ...DESKTOP, BROWSER: 'mine' },
      ['xdg-open'],
      'BROWSER',
    ],
  ])('%s', (_, platform, env, names, why) => {
    const found = programs(...names);
    const answer = mayOpenBrowser({ platform, env: { PATH: `${path}:${found.path}`, ...env } });
    expect(answer.may).toBe(why === null);
    expect(answer.why).toContain(why ?? '');
  });
});

describe('the opener', () => {
  const URL_OF_PAGE = "https://corp.awsapps.com/start/#/device?user_code=AB&x='$(id)%20";

  test.each([
    ['xdg-open', undefined, [URL_OF_PAGE]],
    ['mine', 'mine', [URL_OF_PAGE]],
    ['mine', 'mine --new-tab %s --last', ['--new-tab', URL_OF_PAGE, '--last']],
    ['mine', 'mine --url=%s', [`--url=${URL_OF_PAGE}`]],
  ])(
    '%s (BROWSER=%s) gets the address as one word and nothing secret',
    async (name, BROWSER, args) => {
      const { path, said } = programs(name);
      const secrets = {
        AWS_SECRET_ACCESS_KEY: 'canary',
        AWS_SESSION_TOKEN: 'canary',
        SENTINEL_X: 'canary',
        npm_config_token: 'canary',
      };
      const env = {
        ...DESKTOP,
        ...secrets,
        PATH: path,
        ...(BROWSER && { BROWSER }),
        MARK: 'stays',
      };
      const ctx = user(undefined, { platform: 'linux', env });
      expect(await openBrowser(ctx, URL_OF_PAGE)).toBe(true);
      const log = await waitFor(
        () => {
          try {
            return said(name);
          } catch {
            return undefined;
          }
        },
        { what: 'the opener' },
      );
      expect(log.split('\n').filter((line) => line.startsWith('arg '))).toEqual(
        args.map((one) => `arg ${one}`),
      );
      expect(log).toContain('MARK=stays');
      expect(log).not.toContain('canary');
    },
  );

  it('that fails, or cannot be started, opened nothing', async () => {
    const failing = user(undefined, {
      platform: 'linux',
      env: { ...DESKTOP, BROWSER: '/bin/false' },
    });
    expect(await openBrowser(failing, URL_OF_PAGE)).toBe(false);
    const broken = user(undefined, {
      platform: 'darwin',
      env: {},
      spawn: (_command, args, options) => user().spawn('/nowhere/open', args, options),
    });
    expect(await openBrowser(broken, URL_OF_PAGE)).toBe(false);
  });

  it('on macOS and Windows is the system’s, without a shell', async () => {
    for (const [platform, wanted] of [
      ['darwin', ['/usr/bin/open', URL_OF_PAGE]],
      ['win32', ['rundll32.exe', 'url.dll,FileProtocolHandler', URL_OF_PAGE]],
    ] as const) {
      const started: string[][] = [];
      const ctx = user(undefined, {
        platform,
        env: {},
        spawn: (command, args, options) => {
          started.push([command, ...args]);
          expect(options.shell).toBeUndefined();
          return user().spawn('/bin/true', [], options);
        },
      });
      expect(await openBrowser(ctx, URL_OF_PAGE)).toBe(true);
      expect(started).toEqual([[...wanted]]);
    }
  });
});

test('only web pages are shown and opened', () => {
  expect(webPage('https://corp.awsapps.com/start/#/device?user_code=AB')).toBe(
    'https://corp.awsapps.com/start/#/device?user_code=AB',
  );
  expect(webPage('http://127.0.0.1:7/start')).toBe('http://127.0.0.1:7/start');
  expect(webPage('https://x.example/\u202e\u001b[31m')).not.toMatch(/[^\x21-\x7e]/);
  for (const bad of ['http://evil.example/', 'file:///x', 'ssh://x', '--version', '', 'data:,x']) {
    expect(() => webPage(bad)).toThrow(/not a plain https address/);
  }
  for (const bad of ['https://aws.amazon.com@evil/', 'https://:x@evil/', 'http://a:b@127.0.0.1/']) {
    expect(() => webPage(bad)).toThrow(/not a plain https address/);
  }
});
