/** The pass engine against the real pass and gpg, and against everything that can be wrong with them. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import { openPassStore, PASSPHRASE, type PassStore, passLacks } from '../helpers/pass-store.ts';
import { openPty, type Pty } from '../helpers/pty.ts';
import { source, startScript } from '../helpers/script.ts';
import { waitFor } from '../helpers/wait-for.ts';
import { contextAt } from '../keys/place.ts';

/** One that has ended may wait for long until it is reaped. */
function runs(pid: string): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** A process without a terminal, wherever the tests run. */
const NOBODY = 0;

const lacks = passLacks();
const needs = lacks.length ? ` (skipped: needs ${lacks.join(', ')})` : '';

describe.skipIf(lacks.length > 0)(`a real pass store${needs}`, () => {
  let pass: PassStore;
  beforeAll(() => {
    pass = openPassStore();
  });
  beforeEach(() => {
    pass.empty();
    pass.unlock();
    rmSync(join(pass.folder, 'cache'), { recursive: true, force: true });
  });
  afterAll(() => pass.close());

  /** A Sentinel of its own each time, which has read nothing yet. */
  const context = (change: Record<string, string | undefined> = {}): Context =>
    contextAt(pass.folder, { env: { ...pass.env, ...change }, pid: NOBODY });
  const open = (change?: Record<string, string | undefined>) =>
    openKeyStore(context(change), 'pass');
  const file = (entry: string) => join(pass.store, `sentinel/${entry}.gpg`);
  const show = (entry: string) =>
    execFileSync('pass', ['show', entry], { env: pass.env, encoding: 'utf8' });

  test('keeps secrets between processes, as entries that pass itself shows', async () => {
    const store = await open();
    expect(store.label).toBe(`the pass store ${pass.store}`);
    expect(await store.list()).toEqual([]);
    expect(await store.get('aws/alice')).toBeNull();
    await store.set('aws/alice', '{"id":"AKIA","secret":"wJalr päss"}');
    await store.set('cache-key', 'x'.repeat(44));
    await store.set('with space @home', 'y');
    expect(show('sentinel/aws/alice')).toBe('{"id":"AKIA","secret":"wJalr päss"}');

    const later = await open();
    expect(await later.get('aws/alice')).toBe('{"id":"AKIA","secret":"wJalr päss"}');
    expect(await later.list()).toEqual(['aws/alice', 'cache-key', 'with space @home']);
    await later.set('aws/alice', 'second');
    expect(show('sentinel/aws/alice')).toBe('second');
    expect(await later.delete('aws/alice')).toBe(true);
    expect(await later.delete('aws/alice')).toBe(false);
    expect(await later.list()).toEqual(['cache-key', 'with space @home']);
  });

  test('each name is read once in a process, and none to list or to find nothing', async () => {
    await (await open()).set('a', '1');
    pass.programs.forget();
    const store = await open();
    await Promise.all([store.get('a'), store.get('a'), store.getOrMake('a', () => '2')]);
    expect(await store.get('a')).toBe('1');
    expect(await store.get('absent')).toBeNull();
    expect(await store.list()).toEqual(['a']);
    expect(pass.programs.calls()).toEqual(['show -- sentinel/a']);
  });

  test('no secret is ever a word of a command line', async () => {
    const store = await open();
    await store.set('a', 'canary-of-a-secret');
    await store.getOrMake('b', () => 'canary-of-another');
    await (await open()).get('a');
    expect(pass.programs.calls().length).toBeGreaterThanOrEqual(3);
    expect(pass.programs.calls().join('\n')).not.toContain('canary');
  });

  test('holds the key of the cache', async () => {
    const { cache } = await openSealedCache(context(), { keys: 'pass' });
    await cache?.put('session', 'k', 'a session', Date.now() + 60_000);
    pass.programs.forget();
    const again = await openSealedCache(context(), { keys: 'pass' });
    expect(await again.cache?.get('session', 'k')).toBe('a session');
    expect(pass.programs.calls()).toEqual(['show -- sentinel/cache-key']);
  });

  test('the built program uses it, and `cache clear` takes the key away', async () => {
    await openSealedCache(context(), { keys: 'pass' });
    const config = join(pass.folder, 'pass.yaml');
    writeFileSync(config, 'version: 1\nkeys: pass\n');
    const program = new URL('../../dist/sentinel.js', import.meta.url).pathname;
    const words = [program, '--config', config, 'cache', 'clear', '--json'];
    const run = () => spawnSync(process.execPath, words, { env: pass.env, encoding: 'utf8' });
    expect(run()).toMatchObject({
      status: 0,
      stderr: '',
      stdout: '{"entries":0,"key_removed":true}\n',
    });
    expect(existsSync(file('cache-key'))).toBe(false);
    rmSync(pass.store, { recursive: true });
    const ran = run();
    expect([ran.status, ran.stdout]).toEqual([1, '']);
    expect(ran.stderr).toContain(`There is no pass store at ${pass.store}.`);
  });

  test('twelve processes that make the same key at once are all given one', async () => {
    const script = `
      import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
      import { contextAt } from ${JSON.stringify(new URL('../keys/place.ts', import.meta.url).href)};
      const [, env, folder, own] = process.argv;
      const store = await openKeyStore(contextAt(folder, { env: JSON.parse(env) }), 'pass');
      console.log('ready');
      await new Promise((go) => process.stdin.once('data', go));
      console.log('key ' + await store.getOrMake('shared', () => own));
      process.exit(0);`;
    const scripts = Array.from({ length: 12 }, (_, i) =>
      startScript(script, [JSON.stringify(pass.env), pass.folder, String(i)]),
    );
    await Promise.all(scripts.map((each) => each.said('ready')));
    for (const { child } of scripts) child.stdin?.write('go\n');
    const ends = await Promise.all(scripts.map((each) => each.ended));
    expect(ends.map((end) => end.stderr).join('')).toBe('');
    expect(new Set(ends.map((end) => end.stdout)).size).toBe(1);
    const inserts = pass.programs.calls().filter((call) => call.startsWith('insert'));
    expect(inserts).toEqual(['insert -m -f -- sentinel/shared']);
  }, 60_000);

  test('a store under git is committed to, and nothing of it is printed', async () => {
    const git = {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@b',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@b',
    };
    execFileSync('pass', ['git', 'init', '-q'], { env: { ...pass.env, ...git }, stdio: 'pipe' });
    const store = await open(git);
    await store.set('a', '1');
    await store.delete('a');
    const log = execFileSync('git', ['-C', pass.store, 'log', '--format=%s'], { encoding: 'utf8' });
    expect(log).toMatch(/^Remove sentinel\/a[\s\S]*Add given password for sentinel\/a/);
  });

  describe('what can be wrong', () => {
    beforeEach(async () => {
      await (await open()).set('a', 'canary-of-a-secret');
    });
    async function sentence(env?: Record<string, string | undefined>): Promise<SentinelError> {
      const error = await (await open(env)).get('a').catch((caught: unknown) => caught);
      if (!(error instanceof SentinelError)) throw new Error(`not refused: ${String(error)}`);
      expect(error.kind).toBe('failed');
      expect(error.next.at(-1)).toMatch(/Or keep keys in an encrypted file: keys: file in/);
      expect(error.message + error.next.join()).not.toMatch(/canary|GNUPG:/);
      return error;
    }

    test('locked, and nobody to ask', async () => {
      pass.lock();
      const { message, next } = await sentence();
      expect(message).toBe('The pass store is locked, and nobody could be asked.');
      expect(next[0]).toBe('Unlock it and try again: pass show sentinel/a >/dev/null');
      const { cache, why } = await openSealedCache(context(), { keys: 'pass' });
      // The cache's key was never made; what is written needs no passphrase.
      expect([cache !== null, why]).toEqual([true, null]);
      expect((await openSealedCache(context(), { keys: 'pass' })).why?.message).toBe(message);
    });

    test('unlocked by the set-up of a person whose pinentry is the command line', async () => {
      pass.lock();
      const secret = join(pass.folder, 'passphrase');
      writeFileSync(secret, PASSPHRASE);
      const options = `--pinentry-mode=loopback --passphrase-file=${secret} --batch`;
      const store = await open({ PASSWORD_STORE_GPG_OPTS: options, DISPLAY: ':99' });
      expect(await store.get('a')).toBe('canary-of-a-secret');
    });

    test('no secret key', async () => {
      const { message, next } = await sentence({ GNUPGHOME: pass.stranger() });
      expect(message).toMatch(/^The pass store is locked/);
      expect(next[1]).toContain('Or the key is not here, if gpg says "No secret key"');
    });

    test.each([
      [
        'half of it',
        (path: string) => truncateSync(path, Math.floor(readFileSync(path).length / 2)),
      ],
      ['nothing', (path: string) => truncateSync(path, 0)],
      ['rubbish', (path: string) => writeFileSync(path, 'rubbish\n')],
      [
        'a changed byte',
        (path: string) => {
          const bytes = readFileSync(path);
          bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1;
          writeFileSync(path, bytes);
        },
      ],
    ])('an entry with %s in it', async (_, damage) => {
      damage(file('a'));
      expect((await sentence()).message).toBe(
        'The pass entry sentinel/a is damaged: gpg finds nothing whole in it.',
      );
    });

    test('an entry that somebody filled with something else', async () => {
      for (const input of ['\u0000\u0001binary', Buffer.from([0xff, 0xfe, 0x41])]) {
        execFileSync('pass', ['insert', '-m', '-f', 'sentinel/a'], {
          env: pass.env,
          input,
          stdio: 'pipe',
        });
        expect((await sentence()).message).toBe(
          'What pass keeps as sentinel/a is nothing that Sentinel put there.',
        );
      }
    });

    test('the store is gone, or was never set up: nothing looks absent', async () => {
      rmSync(pass.store, { recursive: true });
      expect((await sentence()).message).toBe(`There is no pass store at ${pass.store}.`);
      mkdirSync(pass.store);
      const { message, next } = await sentence();
      expect(message).toMatch(/has not been set up: it names no key to encrypt to\./);
      expect(next[0]).toBe('pass init YOUR-GPG-ID');
      const store = await open();
      await expect(store.list()).rejects.toThrow('has not been set up');
      await expect(store.delete('a')).rejects.toThrow('has not been set up');
      await expect(store.set('a', 'b')).rejects.toThrow('has not been set up');
    });

    test('no program', async () => {
      const { message, next } = await sentence({ PATH: '/nonexistent:.:' });
      expect(message).toBe('The program pass is not on the PATH.');
      expect(next[0]).toContain('apt install pass');
    });

    test('a program in the working folder is nobody', async () => {
      const here = join(pass.folder, 'cwd');
      mkdirSync(here);
      const planted = join(here, 'pass');
      writeFileSync(planted, `#!/bin/sh\ntouch '${here}/ran'\n`, { mode: 0o755 });
      const script = `
        import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
        import { contextAt } from ${JSON.stringify(new URL('../keys/place.ts', import.meta.url).href)};
        const store = await openKeyStore(contextAt(${JSON.stringify(pass.folder)}, { env: { PATH: '.::' } }), 'pass');
        await store.get('a').catch((error) => console.log(error.message));`;
      const words = ['--input-type=module-typescript', '-e', script];
      const ran = spawnSync(process.execPath, words, { cwd: here, encoding: 'utf8' });
      expect(ran.stdout).toBe('The program pass is not on the PATH.\n');
      expect(existsSync(join(here, 'ran'))).toBe(false);
    });

    test('slow: the sentence after 5 s, for everybody at once, and nothing of it runs on', async () => {
      const mark = join(pass.folder, 'pids');
      pass.programs.put('pass', `#!/bin/sh\nsleep 300 & echo "$$ $!" >>'${mark}'\nwait\n`);
      const ctx = context();
      const store = await openKeyStore(ctx, 'pass');
      const message = 'pass did not answer within 5 s.';
      await expect(store.get('a')).rejects.toThrow(message);
      await expect(store.set('b', 'x')).rejects.toThrow(message);
      const { cache, why } = await openSealedCache(ctx, { keys: 'pass' });
      expect([cache, why?.message]).toEqual([null, message]);
      const started = readFileSync(mark, 'utf8').trim().split('\n');
      expect(started).toHaveLength(1);
      for (const pid of started.join(' ').split(' ')) {
        await waitFor(() => !runs(pid), { what: `the end of ${pid}` });
      }
    }, 20_000);

    test('prints without end, or fails in a way of its own', async () => {
      pass.programs.put('pass', '#!/bin/sh\nexec cat /dev/zero\n');
      expect((await sentence()).message).toBe('pass printed without end for sentinel/a.');
      pass.programs.put('pass', '#!/bin/sh\necho canary >&2\nexit 3\n');
      expect((await sentence()).message).toBe('pass ended with exit code 3 over sentinel/a.');
      pass.programs.put('pass', '#!/bin/sh\nkill -9 $$\n');
      expect((await sentence()).message).toBe('pass was ended over sentinel/a.');
      pass.programs.put('pass', '#!/nonexistent/interpreter\n');
      expect((await sentence()).message).toBe('The program pass cannot be started (ENOENT).');
      pass.programs.put('pass', '#!/bin/sh\nexit 0\n');
      await expect((await open()).set('new', 'x')).rejects.toThrow(
        'said that it kept sentinel/new',
      );
    });

    test('gpg that does not trust the key', async () => {
      const store = await open({ GNUPGHOME: pass.stranger() });
      await expect(store.set('new', 'x')).rejects.toThrow(
        'gpg does not encrypt to the key of the pass store: it is not there, or not trusted.',
      );
    });
  });

  describe('at a terminal', () => {
    let pty: Pty | undefined;
    afterEach(async () => {
      await pty?.close();
      pty = undefined;
    });
    const SCRIPT = `
      import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
      import { unlockKeys } from ${JSON.stringify(source('keys/unlock.ts'))};
      import { contextAt } from ${JSON.stringify(new URL('../keys/place.ts', import.meta.url).href)};
      const [, folder, how] = process.argv;
      const { GPG_TTY, ...env } = process.env;
      const ctx = contextAt(folder, { env });
      if (how === 'unlock') {
        await unlockKeys(ctx, { keys: 'pass' });
        process.stdout.write('the screen is ours\\n');
      }
      const store = await openKeyStore(ctx, 'pass');
      const told = (error) => error.message;
      const both = await Promise.all([store.get('a').catch(told), store.get('b').catch(told)]);
      process.stdout.write('got ' + both.join(' and ') + '\\n');
      process.exit(0);`;
    const start = (...words: string[]) => {
      pty = openPty(
        process.execPath,
        ['--input-type=module-typescript', '-e', SCRIPT, pass.folder, ...words],
        {
          cwd: new URL('../..', import.meta.url).pathname,
          columns: 110,
          env: { ...pass.env, TERM: 'xterm' },
        },
      );
      return pty;
    };
    beforeEach(async () => {
      const store = await open();
      await store.set('a', 'one');
      await store.set('b', 'two');
      pass.lock();
    });

    test.each([[[]], [['unlock']]])('gpg asks there, once for all entries (%s)', async (words) => {
      const pty = start(...words);
      await pty.waitFor(/passphrase/i);
      pty.type(`${PASSPHRASE}\r`);
      await pty.waitFor('got one and two');
      if (words.length) expect(pty.output()).toContain('the screen is ours');
      expect(pty.output()).not.toContain(PASSPHRASE);
    });

    test('whoever says no is not asked again', async () => {
      const pty = start('unlock');
      await pty.waitFor(/passphrase/i);
      pty.type('\t\t\r');
      await pty.waitFor(/got The pass store is locked/);
      expect(pty.output()).toMatch(/the screen is ours[\s\S]*got The pass store is locked/);
    });
  });
});
