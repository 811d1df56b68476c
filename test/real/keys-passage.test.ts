/**
 * The passage engine over the real age; with passage itself where it is installed, which no package of
 * Debian, npm or PyPI does: else with a stand-in for the three of its commands that are used.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openSealedCache } from '../../src/cache/open.ts';
import type { Context } from '../../src/context.ts';
import { SentinelError } from '../../src/errors.ts';
import { openKeyStore } from '../../src/keys/open.ts';
import {
  openPassageStore,
  type PassageStore,
  passageLacks,
  passageProgram,
} from '../helpers/passage-store.ts';
import { openPty, type Pty } from '../helpers/pty.ts';
import { source, startScript } from '../helpers/script.ts';
import { contextAt } from '../keys/place.ts';

/** A process without a terminal, wherever the tests run. */
const NOBODY = 0;

const lacks = passageLacks();
const needs = lacks.length ? ` (skipped: needs ${lacks.join(', ')})` : '';
const which = passageProgram().real ? 'passage itself' : 'the stand-in for passage';
const PLACE = JSON.stringify(new URL('../keys/place.ts', import.meta.url).href);

describe.skipIf(lacks.length > 0)(`${which} over the real age${needs}`, () => {
  let passage: PassageStore;
  beforeAll(() => {
    passage = openPassageStore();
  });
  beforeEach(() => {
    passage.empty();
    rmSync(join(passage.folder, 'cache'), { recursive: true, force: true });
  });
  afterAll(() => passage.close());

  const context = (change: Record<string, string | undefined> = {}): Context =>
    contextAt(passage.folder, { env: { ...passage.env, ...change }, pid: NOBODY });
  const open = (change?: Record<string, string | undefined>) =>
    openKeyStore(context(change), 'passage');
  const file = (entry: string) => join(passage.store, `sentinel/${entry}.age`);
  const decrypted = (entry: string) =>
    execFileSync('age', ['-d', '-i', passage.identities, file(entry)], { encoding: 'utf8' });

  test('keeps secrets between processes, as files that age opens', async () => {
    const store = await open();
    expect(store.label).toBe(`the passage store ${passage.store}`);
    expect(await store.list()).toEqual([]);
    await store.set('aws/alice', '{"secret":"wJalr päss"}');
    await store.set('other', 'x');
    expect(decrypted('aws/alice')).toBe('{"secret":"wJalr päss"}');
    const later = await open();
    expect(await later.get('aws/alice')).toBe('{"secret":"wJalr päss"}');
    expect(await later.list()).toEqual(['aws/alice', 'other']);
    await later.set('other', 'y');
    expect(decrypted('other')).toBe('y');
    expect([await later.delete('other'), await later.delete('other')]).toEqual([true, false]);
    expect(await later.list()).toEqual(['aws/alice']);
  });

  test('each name is read once in a process; no secret is a word of a command line', async () => {
    await (await open()).set('a', 'canary');
    const store = await open();
    await Promise.all([store.get('a'), store.get('a'), store.getOrMake('a', () => '2')]);
    expect(await store.get('absent')).toBeNull();
    await store.list();
    expect(passage.programs.calls()).toEqual(['insert -m -f -- sentinel/a', 'show -- sentinel/a']);
  });

  test('holds the key of the cache, which twelve processes make at once', async () => {
    const script = `
      import { openSealedCache } from ${JSON.stringify(source('cache/open.ts'))};
      import { contextAt } from ${PLACE};
      const [, env, folder] = process.argv;
      console.log('ready');
      await new Promise((go) => process.stdin.once('data', go));
      const { cache, why } = await openSealedCache(contextAt(folder, { env: JSON.parse(env) }), { keys: 'passage' });
      console.log(why?.message ?? cache.fingerprint('x'));
      process.exit(0);`;
    const words = [JSON.stringify(passage.env), passage.folder];
    const scripts = Array.from({ length: 12 }, () => startScript(script, words));
    await Promise.all(scripts.map((each) => each.said('ready')));
    for (const { child } of scripts) child.stdin?.write('go\n');
    const ends = await Promise.all(scripts.map((each) => each.ended));
    expect(ends.map((end) => end.stderr).join('')).toBe('');
    expect(ends[0]?.stdout).toMatch(/^ready\n[0-9a-f]{64}\n$/);
    expect(new Set(ends.map((end) => end.stdout)).size).toBe(1);
    const inserts = passage.programs.calls().filter((call) => call.startsWith('insert'));
    expect(inserts).toHaveLength(1);
  }, 60_000);

  describe('what can be wrong', () => {
    beforeEach(async () => {
      await (await open()).set('a', 'canary-of-a-secret');
    });
    async function sentence(env?: Record<string, string | undefined>): Promise<string> {
      const error = await (await open(env)).get('a').catch((caught: unknown) => caught);
      if (!(error instanceof SentinelError)) throw new Error(`not refused: ${String(error)}`);
      expect(error.kind).toBe('failed');
      expect(error.next.at(-1)).toMatch(/Or keep keys in an encrypted file: keys: file in/);
      expect(error.message + error.next.join()).not.toMatch(/canary|filippo\.io/);
      return error.message;
    }

    test('locked, and nobody to ask; then there is no cache, and why is told', async () => {
      const PASSAGE_IDENTITIES_FILE = await passage.sealIdentities('one two three');
      const locked = 'The passage store is locked, and nobody could be asked.';
      expect(await sentence({ PASSAGE_IDENTITIES_FILE })).toBe(locked);
      await openSealedCache(context(), { keys: 'passage' });
      const { cache, why } = await openSealedCache(context({ PASSAGE_IDENTITIES_FILE }), {
        keys: 'passage',
      });
      expect([cache, why?.message]).toEqual([null, locked]);
    });

    test('no identities, others, or rubbish among them', async () => {
      const other = join(passage.folder, 'other');
      expect(await sentence({ PASSAGE_IDENTITIES_FILE: other })).toBe(
        `passage has no identities: ${other} is not there.`,
      );
      execFileSync('age-keygen', ['-o', other], { stdio: 'pipe' });
      expect(await sentence({ PASSAGE_IDENTITIES_FILE: other })).toBe(
        `None of the identities in ${other} opens sentinel/a.`,
      );
      writeFileSync(other, 'rubbish\n');
      expect(await sentence({ PASSAGE_IDENTITIES_FILE: other })).toMatch(
        /^The identities of passage \(.*\), or its recipients, cannot be read\.$/,
      );
      rmSync(other);
    });

    test.each([
      ['half of it', (at: string) => truncateSync(at, Math.floor(readFileSync(at).length / 2))],
      ['all but its last byte', (at: string) => truncateSync(at, readFileSync(at).length - 1)],
      ['nothing', (at: string) => truncateSync(at, 0)],
      ['rubbish', (at: string) => writeFileSync(at, 'rubbish\n')],
    ])('an entry with %s in it', async (_, damage) => {
      damage(file('a'));
      expect(await sentence()).toBe(
        'The passage entry sentinel/a is damaged: age finds nothing whole in it.',
      );
    });

    test('the store is gone; there is no program; it is slow', async () => {
      const { path } = passage.programs;
      passage.programs.put('passage', '#!/bin/sh\nexec sleep 300\n');
      expect(await sentence()).toBe('passage did not answer within 5 s.');
      rmSync(join(path, 'passage'));
      const PATH = path;
      expect(await sentence({ PATH })).toBe('The program passage is not on the PATH.');
      passage.programs.put('passage', '#!/bin/sh\nexit 0\n');
      rmSync(passage.store, { recursive: true });
      expect(await sentence()).toBe(`There is no passage store at ${passage.store}.`);
    }, 20_000);
  });

  describe('at a terminal', () => {
    let pty: Pty | undefined;
    afterEach(async () => {
      await pty?.close();
      pty = undefined;
    });

    test('age asks there for the passphrase of the identities, before the screen is taken', async () => {
      const store = await open();
      await store.set('a', 'one');
      const PASSAGE_IDENTITIES_FILE = await passage.sealIdentities('one two three');
      const script = `
        import { openKeyStore } from ${JSON.stringify(source('keys/open.ts'))};
        import { unlockKeys } from ${JSON.stringify(source('keys/unlock.ts'))};
        import { contextAt } from ${PLACE};
        const ctx = contextAt(process.argv[1], { env: process.env });
        await unlockKeys(ctx, { keys: 'passage' });
        process.stdout.write('the screen is ours\\n');
        process.stdout.write('got ' + await (await openKeyStore(ctx, 'passage')).get('a') + '\\n');
        process.exit(0);`;
      passage.programs.forget();
      pty = openPty(
        process.execPath,
        ['--input-type=module-typescript', '-e', script, passage.folder],
        {
          cwd: new URL('../..', import.meta.url).pathname,
          columns: 110,
          env: { ...passage.env, PASSAGE_IDENTITIES_FILE, TERM: 'xterm' },
        },
      );
      await pty.waitFor(/Enter passphrase for/);
      pty.type('one two three\r');
      await pty.waitFor('got one');
      expect(pty.output()).toMatch(/Enter passphrase[\s\S]*the screen is ours[\s\S]*got one/);
      expect(pty.output()).not.toContain('two three');
      // Once without a terminal, in vain, and once with it.
      expect(passage.programs.calls()).toEqual(['show -- sentinel/a', 'show -- sentinel/a']);
    });
  });
});
