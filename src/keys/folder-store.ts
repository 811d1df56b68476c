/**
 * pass and its like: one encrypted file an entry, under `sentinel/` in the store's folder, written and
 * opened by the store's own program. Whether an entry is there is seen in the folder, so nothing is
 * decrypted to learn that, and nobody is asked.
 *
 * The programs write into the entry's file itself: one that is killed in the middle leaves half of it.
 */
import { readdirSync, statSync } from 'node:fs';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { withLock } from '../files/lock.ts';
import { FOLDER } from './entry-name.ts';
import { findProgram } from './find-program.ts';
import { failed, type Program, secretOf, whyNot } from './folder-program.ts';
import { rememberReads } from './remember.ts';
import { ANSWER_MS, type Ran, runProgram } from './run-program.ts';
import type { KeyEngine, KeyStore } from './types.ts';

/** A store of one of these programs. A person is asked once in this process, at the first need or in `unlock`. */
export function openFolderStore(ctx: Context, program: Program): KeyStore {
  const engine = folderEngine(ctx, program);
  const store = rememberReads(engine, async () => {
    try {
      const names = await engine.list();
      const name = names.find((one) => one === 'cache-key') ?? names[0];
      if (name !== undefined) await store.get(name);
    } catch (error) {
      // Whatever else comes of it is told when a key is needed.
      if (!(error instanceof SentinelError) || error.kind === 'interrupted') throw error;
    } finally {
      engine.askNoMore();
    }
  });
  return store;
}

function folderEngine(ctx: Context, program: Program): KeyEngine & { askNoMore(): void } {
  const root = `${program.folder}/${FOLDER}`;
  let mayAsk = true;
  let asking: Promise<Ran> | null = null;
  let silent: { readonly error: SentinelError; readonly until: number } | null = null;

  const entryOf = (name: string) => `${FOLDER}/${name}`;
  const exists = (name: string) => isThere(program, `${root}/${name}${program.ending}`);

  /** Throws where the program or the store is not there at all. */
  const ready = (): string => {
    const path = findProgram(ctx, program.name);
    if (!path) {
      throw failed(ctx, `The program ${program.name} is not on the PATH.`, [program.install]);
    }
    if (!isThere(program, program.folder)) {
      throw failed(ctx, `There is no ${program.name} store at ${program.folder}.`, [
        `Mount it, make it, or correct ${program.name === 'pass' ? 'PASSWORD_STORE_DIR' : 'PASSAGE_DIR'}`,
      ]);
    }
    const lack = program.lacks();
    if (lack && lack !== 'locked') throw failed(ctx, lack.message, lack.next);
    return path;
  };

  const run = async (args: readonly string[], entry: string, input?: string): Promise<Buffer> => {
    const path = ready();
    if (silent && performance.now() < silent.until) throw silent.error;
    const words = {
      program: path,
      args: [...args, '--', entry],
      ...(input !== undefined && { input }),
    };
    let ran = await runProgram(ctx, { ...words, ...program.quiet() });
    if (isLocked(program, ran, entry)) {
      const how = mayAsk ? program.asking() : null;
      mayAsk = false;
      if (asking) {
        await asking;
        ran = await runProgram(ctx, { ...words, ...program.quiet() });
      } else if (how) {
        asking = runProgram(ctx, { ...words, ...how });
        ran = await asking;
        asking = null;
      }
    }
    // gpg calls it a success when half an entry holds nothing.
    const whole = ran.how === 'ended' && program.explain(ran.complaint, entry) === null;
    if (ran.how === 'ended' && ran.code === 0 && whole) return ran.output;
    const error = whyNot(ctx, program, ran, entry);
    // Thirty profiles would otherwise wait one after the other.
    if (ran.how === 'slow') silent = { error, until: performance.now() + 30_000 };
    throw error;
  };

  const get = async (name: string): Promise<string | null> => {
    ready();
    if (!exists(name)) return null;
    const output = await run(['show'], entryOf(name));
    return secretOf(ctx, program, output, entryOf(name));
  };
  const insert = async (name: string, value: string) => {
    await run(['insert', '-m', '-f'], entryOf(name), value);
    if (exists(name)) return;
    throw failed(ctx, `${program.name} said that it kept ${entryOf(name)}, and did not.`, []);
  };
  const locked = <T>(work: () => Promise<T>) =>
    withLock(`${ctx.paths.state}/${program.name}.lock`, work, { timeout: 4 * ANSWER_MS });

  return {
    label: `the ${program.name} store ${program.folder}`,
    askNoMore() {
      mayAsk = false;
    },
    get,
    set: (name, value) => locked(() => insert(name, value)),
    async getOrMake(name, make) {
      const found = await get(name);
      if (found !== null) return found;
      return locked(async () => {
        const meanwhile = await get(name);
        if (meanwhile !== null) return meanwhile;
        const value = make();
        await insert(name, value);
        return value;
      });
    },
    delete: (name) =>
      locked(async () => {
        ready();
        if (!exists(name)) return false;
        await run(['rm', '-f'], entryOf(name));
        return true;
      }),
    async list() {
      ready();
      if (!isThere(program, root)) return [];
      return namesIn(root, program.ending).sort();
    },
  };
}

function isLocked(program: Program, ran: Ran, entry: string): boolean {
  return (
    ran.how === 'ended' && ran.code !== 0 && program.explain(ran.complaint, entry) === 'locked'
  );
}

/** @throws SentinelError where the folder cannot be looked into. */
function isThere(program: Program, path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return false;
    throw new SentinelError(
      'failed',
      `The ${program.name} store ${program.folder} cannot be read (${code}).`,
      [`ls -ld '${program.folder}'`],
      error,
    );
  }
}

function namesIn(folder: string, ending: string, before = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    if (one.name.startsWith('.')) return [];
    if (one.isDirectory()) return namesIn(`${folder}/${one.name}`, ending, `${before}${one.name}/`);
    return one.name.endsWith(ending) ? [before + one.name.slice(0, -ending.length)] : [];
  });
}
