/** The key file's passphrase as a person meets it: asked on the terminal, never shown, never waited for where there is none. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPty, type Pty } from '../helpers/pty.ts';
import { source } from '../helpers/script.ts';

const PLACE = JSON.stringify(new URL('../keys/place.ts', import.meta.url).href);
/** Makes the cache's key where there is none, and tells it (or why not). */
const SCRIPT = `
  import { openSealedCache } from ${JSON.stringify(source('cache/open.ts'))};
  import { unlockKeys } from ${JSON.stringify(source('keys/unlock.ts'))};
  import { contextAt } from ${PLACE};
  const [, folder, times] = process.argv;
  const ctx = contextAt(folder, { env: process.env });
  try {
    if (times === 'unlock') {
      await unlockKeys(ctx, { keys: 'file' });
      process.stdout.write('the screen is ours\\n');
    }
    const opened = await Promise.all([1, 2, 3].map(() => openSealedCache({ ...ctx }, { keys: 'file' })));
    for (const { cache, why } of opened) process.stdout.write((cache ? 'key ' + cache.fingerprint('x').slice(0, 16) : why.message) + '\\n');
  } catch (error) {
    process.stdout.write(error.kind + '\\n');
  }
  process.stdout.write('done\\n');
  process.exit(0);`;
const WORDS = ['--input-type=module-typescript', '-e', SCRIPT];

let folder: string;
let pty: Pty | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentinel-passphrase-'));
});
afterEach(async () => {
  await pty?.close();
  pty = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const root = new URL('../..', import.meta.url).pathname;
function open(...words: string[]): Pty {
  pty = openPty(process.execPath, [...WORDS, folder, ...words], { cwd: root, columns: 200 });
  return pty;
}
const keyOf = (text: string) => /key ([0-9a-f]{16})/.exec(text)?.[1];

/** A file that "one two" opens. */
function made(): string {
  const { stdout } = spawnSync(process.execPath, [...WORDS, folder], {
    cwd: root,
    env: { PATH: process.env['PATH'], SENTINEL_KEYS_PASSPHRASE: 'one two' },
    encoding: 'utf8',
  });
  return keyOf(stdout) ?? '';
}

test('a new file: asked twice, until both are the same; never shown', async () => {
  const pty = open();
  await pty.waitFor(`New passphrase for Sentinel's keys in ${folder}/state/keys.json:`);
  pty.type('one two\r');
  await pty.waitFor('The same again:');
  pty.type('one too\r');
  await pty.waitFor('They differ. New passphrase');
  // Typed with two corrections.
  pty.type('rubbish\x15one twx\x7fo\r');
  await pty.waitFor(/The same again:[\s\S]*The same again:/);
  pty.type('one two\r');
  await pty.waitFor('done');
  expect(pty.output()).not.toMatch(/one t|rubbish/);
  expect(pty.output().match(/New passphrase/g)).toHaveLength(2);
  expect(new Set(pty.output().match(/key [0-9a-f]{16}/g)).size).toBe(1);
  const key = keyOf(pty.output());
  expect(key).toBeDefined();
  expect(made()).toBe(key);
});

test('an old file: asked once for the whole process, again where it does not open', async () => {
  const key = made();
  const pty = open();
  await pty.waitFor(`Passphrase for ${folder}/state/keys.json:`);
  pty.type('wrong\r');
  await pty.waitFor('That does not open it. Passphrase for');
  pty.type('one two\r');
  await pty.waitFor('done');
  expect(keyOf(pty.output())).toBe(key);
  expect(pty.output().match(/Passphrase for/g)).toHaveLength(2);
});

test('three wrong ones: the sentence, and the file is as it was', async () => {
  made();
  const before = readFileSync(join(folder, 'state/keys.json'), 'utf8');
  const pty = open();
  for (let asked = 1; asked <= 3; asked++) {
    await pty.waitFor(new RegExp(`(Passphrase for[\\s\\S]*){${asked}}`));
    pty.type('wrong\r');
  }
  await pty.waitFor('done');
  expect(pty.output()).toContain('stays locked: 3 passphrases did not open it');
  expect(readFileSync(join(folder, 'state/keys.json'), 'utf8')).toBe(before);
});

test('unlocked before the console takes the screen, nothing is asked later; not even after a no', async () => {
  const key = made();
  let pty = open('unlock');
  await pty.waitFor('Passphrase for');
  pty.type('one two\r');
  await pty.waitFor('done');
  expect(pty.output().slice(pty.output().indexOf('the screen is ours'))).not.toContain(
    'Passphrase',
  );
  expect(keyOf(pty.output())).toBe(key);
  await pty.close();

  pty = open('unlock');
  await pty.waitFor('Passphrase for');
  pty.type('\x04');
  await pty.waitFor('done');
  expect(pty.output().slice(pty.output().indexOf('the screen is ours'))).not.toContain(
    'Passphrase',
  );
  expect(pty.output()).toContain('locked, and no passphrase was given');
});

test('Ctrl+C interrupts, and the terminal shows again what is typed', async () => {
  made();
  const words = [process.execPath, ...WORDS, folder].map(
    (word) => `'${word.replaceAll("'", "'\\''")}'`,
  );
  pty = openPty('sh', ['-c', `${words.join(' ')}; stty -a`], { cwd: root, columns: 200 });
  await pty.waitFor('Passphrase for');
  pty.type('\x03');
  await pty.waitFor(/ echo /);
  expect(pty.output()).toContain('interrupted');
  expect(pty.output()).toMatch(/ icanon/);
});

test('no terminal and no variable: the sentence at once, nothing is made', () => {
  const ran = spawnSync('setsid', ['-w', process.execPath, ...WORDS, folder], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toContain('locked, and no passphrase was given');
  expect(existsSync(join(folder, 'state/keys.json'))).toBe(false);
});

test('what the program starts does not have the passphrase', () => {
  // The context is made as in the program; then something is started with the process's own environment.
  const script = `
    import { createContext } from ${JSON.stringify(source('create-context.ts'))};
    import { execSync } from 'node:child_process';
    const ctx = createContext(process);
    process.stdout.write(ctx.env.SENTINEL_KEYS_PASSPHRASE.length + '\\n' + execSync('env'));`;
  const ran = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: root,
    env: { PATH: process.env['PATH'], SENTINEL_KEYS_PASSPHRASE: 'canary passphrase' },
    encoding: 'utf8',
  });
  expect(ran.stdout).toMatch(/^17\n[\s\S]*PATH=/);
  expect(ran.stdout + ran.stderr).not.toMatch(/canary|KEYS_PASSPHRASE/);
});
