/** The keychain engine against a real GNOME Keyring, and against everything that can be wrong with one. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Keyring, keyringLacks, openKeyring } from '../helpers/keyring.ts';
import { source } from '../helpers/script.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PROGRAM = join(ROOT, 'dist/sentinel.js');
const PLACE = JSON.stringify(new URL('../keys/place.ts', import.meta.url).href);

/** What scripts begin with: a person's Context in the folder that is their first argument. */
const HEAD = `
  import { openSealedCache } from ${JSON.stringify(source('cache/open.ts'))};
  import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
  import { contextAt } from ${PLACE};
  const [, folder, ...args] = process.argv;
  const ctx = contextAt(folder);
  const say = (value) => process.stdout.write(JSON.stringify(value) + '\\n');
`;
const OPEN_CACHE = `${HEAD}
  const { cache, why } = await openSealedCache(ctx, { keys: 'keychain' });`;

type Env = Readonly<Record<string, string>>;

function start(env: Env, code: string, words: readonly string[]) {
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', code, ...words], {
    env,
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += chunk));
  child.stderr.on('data', (chunk) => (err += chunk));
  const ended = new Promise<{
    code: number | null;
    signal: string | null;
    out: string;
    err: string;
  }>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, out, err })));
  return { child, ended, out: () => out };
}

const run = (env: Env, code: string, words: readonly string[]) => start(env, code, words).ended;

function sentinel(env: Env, words: readonly string[], program = PROGRAM) {
  const ran = spawnSync(process.execPath, [program, ...words], { env, encoding: 'utf8' });
  return { code: ran.status, out: ran.stdout, err: ran.stderr };
}

const lacks = keyringLacks();
const needs = lacks.length ? ` (skipped: needs ${lacks.join(', ')})` : '';

describe.skipIf(lacks.length > 0)(`a real keyring${needs}`, () => {
  let keyring: Keyring;
  beforeEach(async () => {
    keyring = await openKeyring();
  });
  afterEach(() => keyring.close());

  test('keeps secrets between processes; each name is asked for once', async () => {
    const first = await run(
      keyring.env,
      `${HEAD}
      const store = await openKeyStore(ctx, 'keychain');
      say(await store.get('aws/alice'));
      await store.set('aws/alice', 'päss wörd');
      await store.set('other', 'x'.repeat(2000));
      say(await store.list());`,
      [keyring.folder],
    );
    expect(first).toMatchObject({ err: '', code: 0, out: 'null\n["aws/alice","other"]\n' });
    const second = await run(
      keyring.env,
      `${HEAD}
      const store = await openKeyStore(ctx, 'keychain');
      say([await store.get('aws/alice'), (await store.get('other')).length]);
      const { default: keytar } = await import('keytar');
      await keytar.deletePassword('sentinel', 'aws/alice');
      say(await store.get('aws/alice'));
      say([await store.delete('other'), await store.delete('other'), await store.list()]);`,
      [keyring.folder],
    );
    expect(second).toMatchObject({
      err: '',
      code: 0,
      out: '["päss wörd",2000]\n"päss wörd"\n[true,false,["aws/alice"]]\n',
    });
  });

  test('holds the one key of the cache, which twenty processes make at once', async () => {
    const script = `${OPEN_CACHE}
      if (cache) {
        const until = Date.now() + 3_600_000;
        await cache.put('session', 'shared', args[0], until);
        await cache.put('session', args[0], 'mine', until);
      }
      say(why ?? cache.fingerprint('x'));`;
    const ends = await Promise.all(
      Array.from({ length: 20 }, (_, i) => run(keyring.env, script, [keyring.folder, String(i)])),
    );
    expect(ends.map((end) => end.err).join('')).toBe('');
    expect(new Set(ends.map((end) => end.out)).size).toBe(1);
    const look = await run(
      keyring.env,
      `${OPEN_CACHE}
      say(await Promise.all(Array.from({ length: 20 }, (_, i) => cache.get('session', String(i)))));`,
      [keyring.folder],
    );
    expect(JSON.parse(look.out)).toEqual(Array(20).fill('mine'));
  });

  test('the built program finds the library, and `cache clear` takes the key away', async () => {
    expect(sentinel(keyring.env, ['cache', 'clear'])).toEqual({
      code: 0,
      out: 'Cleared 0 entries, there was no key.\n',
      err: '',
    });
    const kept = `${HEAD}
      const { default: keytar } = await import('keytar');
      say(await keytar.getPassword('sentinel', 'cache-key') !== null);`;
    const made = `${OPEN_CACHE.replace('contextAt(folder)', "{ ...contextAt(folder), paths: { ...contextAt(folder).paths, cache: folder + '/cache/sentinel', state: folder + '/state/sentinel' } }")}
      await cache.put('session', 'a', 'b', Date.now() + 60_000);`;
    expect(await run(keyring.env, made, [keyring.folder])).toMatchObject({ code: 0, err: '' });
    expect((await run(keyring.env, kept, [keyring.folder])).out).toBe('true\n');
    expect(sentinel(keyring.env, ['cache', 'clear', '--json'])).toEqual({
      code: 0,
      out: '{"entries":1,"key_removed":true}\n',
      err: '',
    });
    expect((await run(keyring.env, kept, [keyring.folder])).out).toBe('false\n');
  });

  test('locked: no second key is made, and the sentence says so', async () => {
    const names = await run(keyring.env, `${OPEN_CACHE} say(cache.fingerprint('x'));`, [
      keyring.folder,
    ]);
    keyring.lock();
    const end = await run(keyring.env, `${OPEN_CACHE} say(why);`, [keyring.folder]);
    const why = JSON.parse(end.out);
    expect(why.message).toMatch(
      /^The keychain is locked, and nobody could be asked to unlock it\./,
    );
    expect(why.next.join('\n')).toMatch(/keys: file in .*config\.yaml/);
    const cleared = sentinel(keyring.env, ['cache', 'clear']);
    expect(cleared).toMatchObject({ code: 1, out: '' });
    expect(cleared.err).toMatch(/its key stays where it is. The keychain is locked/);
    expect(names.out).toMatch(/^"[0-9a-f]{64}"\n$/);
  });

  test('a locked keyring says so to everyone, and nothing looks absent', async () => {
    await run(keyring.env, `${HEAD} await (await openKeyStore(ctx, 'keychain')).set('a', 'b');`, [
      keyring.folder,
    ]);
    keyring.lock();
    const script = `${HEAD}
      const store = await openKeyStore(ctx, 'keychain');
      await store.list().catch((error) => say(error.message));
      await store.get('a').catch((error) => say(error.message));
      await store.set('c', 'd').catch((error) => say(error.message));
      await store.delete('a').catch((error) => say(error.message));`;
    const end = await run(keyring.env, script, [keyring.folder]);
    const lines = end.out.trim().split('\n');
    expect(end.code).toBe(0);
    expect(lines).toHaveLength(4);
    for (const line of lines) expect(line).toContain('The keychain is locked');
  });

  test('does not answer: the sentence after 3 s, and the process ends as it meant to', async () => {
    keyring.freeze();
    const script = `${OPEN_CACHE}
      say(why);
      const again = performance.now();
      const { why: other } = await openSealedCache(ctx, { keys: 'keychain' });
      process.on('exit', (code) => say('heard ' + code));
      say(other.message === why.message);
      process.exit(Number(args[0]));`;
    for (const code of [0, 6]) {
      const end = await run(keyring.env, script, [keyring.folder, String(code)]);
      expect(end).toMatchObject({ code, signal: null, err: '' });
      const [why, same, heard] = end.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(why.message).toBe('The keychain did not answer within 3 s.');
      expect([same, heard]).toEqual([true, `heard ${code}`]);
    }
    // A Node that cannot do that loses the code, and waits as little.
    const old = script.replace('process.exit(', 'process.execve = undefined; process.exit(');
    expect(await run(keyring.env, old, [keyring.folder, '0'])).toMatchObject({ signal: 'SIGKILL' });
    const cleared = sentinel(keyring.env, ['cache', 'clear']);
    expect(cleared).toMatchObject({ code: 1, out: '' });
    expect(cleared.err).toMatch(
      /its key stays where it is. The keychain did not answer within 3 s\./,
    );
  });

  test('a call that is still waiting keeps nobody who is interrupted', async () => {
    keyring.freeze();
    const script = `${HEAD}
      process.on('SIGINT', () => process.exit(130));
      setTimeout(() => say('waiting'), 100);
      await openSealedCache(ctx, { keys: 'keychain' });
      say('not interrupted');`;
    const { child, ended, out } = start(keyring.env, script, [keyring.folder]);
    child.stdout.once('data', () => child.kill('SIGINT'));
    expect(await ended).toMatchObject({ code: 130, signal: null });
    expect(out()).toBe('"waiting"\n');
  });

  test('a bus that ends takes no running Sentinel with it', async () => {
    const script = `${OPEN_CACHE}
      say('opened');
      await new Promise((go) => process.stdin.once('data', go));
      await new Promise((go) => setTimeout(go, 300));
      await cache.put('session', 'a', 'b', Date.now() + 60_000);
      say(await cache.get('session', 'a'));
      process.exit(0);`;
    const { child, ended } = start(keyring.env, script, [keyring.folder]);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await keyring.endBus();
    child.stdin.write('go\n');
    expect(await ended).toMatchObject({ code: 0, signal: null, out: '"opened"\n"b"\n', err: '' });
  });

  test('what waited for an unlocked keyring works as soon as it is', async () => {
    keyring.freeze();
    const script = `${HEAD}
      const opening = openSealedCache(ctx, { keys: 'keychain' });
      setTimeout(() => say('waiting'), 200);
      const { cache } = await opening;
      say(cache !== null);
      process.exit(0);`;
    const { child, ended } = start(keyring.env, script, [keyring.folder]);
    child.stdout.once('data', () => keyring.wake());
    expect(await ended).toMatchObject({ code: 0, out: '"waiting"\ntrue\n' });
  });
});

describe('no keyring', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sentinel-no-keyring-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const env: Env = {
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    XDG_STATE_HOME: join(folder, 'state'),
    XDG_CACHE_HOME: join(folder, 'cache'),
    XDG_CONFIG_HOME: join(folder, 'config'),
  };
  const orFile = `Or keep keys in an encrypted file: keys: file in ${folder}/config/sentinel/config.yaml`;

  /** The built program in a folder of its own, with this beside it. */
  function installed(name: string, beside: (modules: string) => void): string {
    cpSync(dirname(PROGRAM), join(folder, name, 'dist'), { recursive: true });
    mkdirSync(join(folder, name, 'node_modules'));
    beside(join(folder, name, 'node_modules'));
    return join(folder, name, 'dist/sentinel.js');
  }

  test.skipIf(lacks.includes('libsecret-1.so.0'))('no D-Bus', () => {
    for (const [DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR] of [
      ['', '/nonexistent'],
      ['unix:path=/nonexistent/bus', folder],
    ] as const) {
      const ran = sentinel({ ...env, XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS }, [
        'cache',
        'clear',
      ]);
      expect(ran).toMatchObject({ code: 1, out: '' });
      expect(ran.err).toMatch(
        /^sentinel: The cache was emptied, but .* No keychain is running: the session has no D-Bus/,
      );
      expect(ran.err).toContain(orFile);
    }
  });

  test.skipIf(lacks.length > 0)('a bus without a Secret Service', async () => {
    const address = `unix:path=${folder}/bare-bus`;
    writeFileSync(
      join(folder, 'bus.conf'),
      `<busconfig><type>session</type><listen>${address}</listen><auth>EXTERNAL</auth>
      <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`,
    );
    const words = ['--nofork', '--print-address', `--config-file=${folder}/bus.conf`];
    const bus = spawn('dbus-daemon', words, { stdio: ['ignore', 'pipe', 'ignore'] });
    try {
      await new Promise((resolve) => bus.stdout.once('data', resolve));
      const ran = sentinel({ ...env, DBUS_SESSION_BUS_ADDRESS: address }, ['cache', 'clear']);
      expect(ran).toMatchObject({ code: 1, out: '' });
      expect(ran.err).toMatch(
        /^sentinel: The cache was emptied, but .* No keychain is running: .* no Secret Service/,
      );
    } finally {
      bus.kill();
    }
  });

  test('the library is not installed', () => {
    const program = installed('bare', () => {});
    const ran = sentinel(env, ['cache', 'clear'], program);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/its library \(keytar\) is not installed beside Sentinel/);
    expect(ran.err).toContain(orFile);
    const passphrase = {
      ...env,
      SENTINEL_KEYS_PASSPHRASE: 'x',
      SENTINEL_CONFIG: join(folder, 'c.yaml'),
    };
    writeFileSync(join(folder, 'c.yaml'), 'version: "1"\nkeys: file\n');
    expect(sentinel(passphrase, ['cache', 'clear'], program)).toMatchObject({ code: 0, err: '' });
  });

  test.skipIf(process.platform !== 'linux')('libsecret is missing', () => {
    const from = dirname(createRequire(import.meta.url).resolve('keytar/package.json'));
    const program = installed('no-libsecret', (modules) => {
      const { platform, arch } = process;
      const binary = join(modules, 'keytar/prebuilds', `${platform}-${arch}`, 'keytar.node');
      cpSync(from, join(modules, 'keytar'), { recursive: true });
      rmSync(join(modules, 'keytar/build'), { recursive: true, force: true });
      // The loader looks for a library of this length of name that no system has.
      const bytes = readFileSync(binary);
      const at = bytes.indexOf('libsecret-1.so.0');
      bytes.write('libsecret-?.so.0', at);
      writeFileSync(binary, bytes);
    });
    const ran = sentinel(env, ['cache', 'clear'], program);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/cannot be loaded; most often libsecret is missing/);
    expect(ran.err).toContain('apt install libsecret-1-0');
    expect(ran.err).toContain(orFile);
  });
});
