/** The built program's doctor, where a user meets it: well, in an empty home, with what it stands on gone. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Keyring, keyringLacks, openKeyring } from '../helpers/keyring.ts';
import { programMissing } from '../helpers/programs.ts';
import { openPty } from '../helpers/pty.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { openPlace, type Place } from './gate-place.ts';

let place: Place;
beforeAll(() => {
  place = openPlace();
  place.run(['whoami']);
});
afterAll(() => place.close());

interface Told {
  readonly checks: readonly { id: string; status: string; detail: string; fix: string[] }[];
  readonly summary: { readonly problem: number };
}

const ids = (told: Told, status: string) =>
  told.checks.filter((one) => one.status === status).map(({ id }) => id);

function doctor(words: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const { code, out, err } = place.run(['doctor', '--json', ...words], env);
  return { code, err, told: JSON.parse(out) as Told };
}

/** Outside the sandbox, in a home with nothing in it. */
const outside = (home: string): Record<string, string> => ({
  HOME: home,
  SENTINEL_SANDBOX: '0',
  XDG_STATE_HOME: join(home, 'state'),
  XDG_CONFIG_HOME: join(home, 'config'),
  XDG_CACHE_HOME: join(home, 'cache'),
});

describe('in the sandbox', () => {
  it('nothing stops access, in plain lines', () => {
    const { code, out, err } = place.run(['doctor']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^ok {7}Program: Sentinel \S+ on Node \S+, /);
    expect(out).toMatch(/0 problems, \d+ not checked: nothing stops access\.\n$/);
    expect(out).not.toMatch(/\x1b/);
    expect(out).not.toMatch(/is a bug/);
  });

  it('leaves every file as it was', () => {
    const files = () =>
      readdirSync(place.folder, { recursive: true, withFileTypes: true })
        // The sandbox's own AWS, and Node's compile cache.
        .filter((one) => one.isFile() && !/sandbox\/(aws|run)|compile/.test(one.parentPath))
        .map((one) => join(one.parentPath, one.name))
        .map((path) => `${path} ${readFileSync(path, 'latin1')}`);
    place.run(['doctor']);
    const before = files();
    expect(doctor(['-p', 'dev']).code).toBe(0);
    expect(doctor().code).toBe(0);
    expect(files()).toEqual(before);
  });

  it('makes no key for the cache, and finds the one that is there', () => {
    const keyStore = () => doctor().told.checks.find(({ id }) => id === 'key-store')?.detail;
    place.run(['cache', 'clear']);
    expect(keyStore()).toMatch(/no key is in it yet/);
    expect(keyStore()).toMatch(/no key is in it yet/);
    place.run(['credentials', '-p', 'dev']);
    expect(keyStore()).toMatch(/answers\.$/);
  });

  it.each(['reset', 'server_error', 'html'])(
    'tells that AWS is down (%s)',
    (kind) => {
      place.run(['sandbox', 'fault', kind]);
      try {
        const { code, told } = doctor(['-p', 'dev']);
        expect([code, ids(told, 'problem')]).toEqual([1, ['regions']]);
      } finally {
        place.run(['sandbox', 'fault', 'clear']);
      }
    },
    120_000,
  );

  it('tells that one service of one region is down, and goes on', () => {
    place.run(['sandbox', 'fault', 'cut', 'ssm', '--region', 'eu-central-1']);
    try {
      const { code, told } = doctor(['-p', 'dev']);
      expect([code, ids(told, 'problem')]).toEqual([0, []]);
      expect(ids(told, 'warning')).toContain('regions');
    } finally {
      place.run(['sandbox', 'fault', 'clear']);
    }
  });

  it('shows on a terminal how far it is, in colour, and clears that line away', async () => {
    const pty = openPty(join(place.folder, 'sentinel'), ['doctor'], {
      env: { ...place.env, LANG: 'C.UTF-8' },
      columns: 100,
      rows: 70,
    });
    try {
      const { exitCode } = await pty.ended();
      expect(exitCode).toBe(0);
      expect(pty.output()).toMatch(/\r\x1b\[K\d+ of \d+; waiting for: /);
      expect(pty.output()).toMatch(/\x1b\[32mok {7}\x1b\[0m/);
      expect(pty.screen()).toMatch(/Terminal: xterm-256color: UTF-8, colours, clipboard by OSC 52/);
      expect(pty.screen()).not.toMatch(/waiting for/);
    } finally {
      await pty.close();
    }
  });
});

const noSetsid = programMissing('setsid', ['true']);
describe('outside', () => {
  it('an empty home: there is no profile, and nothing is made', () => {
    const home = tempDir();
    const { code, told } = doctor([], {
      ...outside(home),
      DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
    });
    expect([code, ids(told, 'problem')]).toEqual([1, ['aws-files']]);
    expect(told.checks.find(({ id }) => id === 'aws-files')?.fix).toContain('aws configure sso');
    expect(existsSync(join(home, 'state'))).toBe(false);
    expect(existsSync(join(home, 'config'))).toBe(false);
    expect(existsSync(join(home, '.aws'))).toBe(false);
  });

  it.skipIf(noSetsid)(
    `a key file whose passphrase nobody gives is a warning${noSetsid ? ` (${noSetsid})` : ''}`,
    () => {
      const home = tempDir();
      mkdirSync(join(home, 'config/sentinel'), { recursive: true });
      writeFileSync(join(home, 'config/sentinel/config.yaml'), 'version: "1"\nkeys: file\n');
      const given = { ...outside(home), SENTINEL_KEYS_PASSPHRASE: 'correct horse' };
      const script = `import { openKeyStore } from ${JSON.stringify(new URL('../../src/keys/open.ts', import.meta.url).pathname)};
      import { createContext } from ${JSON.stringify(new URL('../../src/create-context.ts', import.meta.url).pathname)};
      await (await openKeyStore(createContext(process), 'file')).set('name', 'value');`;
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
        env: { ...place.env, ...given },
      });
      const store = (env: Record<string, string>) => {
        // A session of its own has no terminal to ask at.
        const { stdout } = spawnSync(
          'setsid',
          [join(place.folder, 'sentinel'), 'doctor', '--json'],
          {
            env: { ...place.env, ...env },
            encoding: 'utf8',
          },
        );
        return (JSON.parse(stdout) as Told).checks.find(({ id }) => id === 'key-store');
      };
      expect(store(given)?.status).toBe('ok');
      expect(store(outside(home))).toMatchObject({
        status: 'warning',
        detail: expect.stringMatching(/are locked, and no passphrase was given/),
      });
    },
  );
});

const lacks = keyringLacks();
describe.skipIf(lacks.length > 0)(
  `the keychain${lacks.length > 0 ? ` (skipped: needs ${lacks.join(', ')})` : ''}`,
  () => {
    let keyring: Keyring;
    beforeAll(async () => {
      keyring = await openKeyring();
    });
    afterAll(() => keyring.close());
    const store = () => {
      const { told } = doctor([], { ...keyring.env, SENTINEL_SANDBOX: '0' });
      return told.checks.find(({ id }) => id === 'key-store');
    };

    it('unlocked: it answers', () => {
      expect(store()).toMatchObject({
        status: 'ok',
        detail: expect.stringMatching(/^The keychain answers/),
      });
    });

    it('locked: it is told, with the way out', () => {
      keyring.lock();
      expect(store()).toMatchObject({
        status: 'warning',
        detail: expect.stringMatching(/keychain is locked.* Nothing is kept between runs\.$/),
        fix: expect.arrayContaining([expect.stringMatching(/Unlock it/)]),
      });
    });

    it('one that hangs does not hold the others up', () => {
      keyring.freeze();
      try {
        expect(store()).toMatchObject({
          status: 'warning',
          detail: expect.stringMatching(/did not answer within/),
        });
      } finally {
        keyring.wake();
      }
    });
  },
);

const noMounts =
  process.platform === 'linux'
    ? programMissing('unshare', ['-m', 'true'], 'unshare and to be root')
    : 'skipped: needs Linux';
describe.skipIf(noMounts)(`a read-only disk${noMounts ? ` (${noMounts})` : ''}`, () => {
  it('is the one problem: nothing can be logged', () => {
    const state = join(place.folder, 'sandbox/state');
    const mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
    const words = [join(place.folder, 'sentinel'), 'doctor', '--json', '-p', 'dev'];
    const { stdout, status } = spawnSync('unshare', ['-m', 'sh', '-c', mount, state, ...words], {
      env: place.env,
      encoding: 'utf8',
    });
    const told = JSON.parse(stdout) as Told;
    expect([status, ids(told, 'problem')]).toEqual([1, ['state']]);
    expect(told.checks.find(({ id }) => id === 'state')).toMatchObject({
      detail: expect.stringMatching(/cannot be written to \(EROFS\)/),
      fix: [expect.stringMatching(/XDG_STATE_HOME/)],
    });
  });
});
