import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { errorCode } from '../files/error-code.ts';
import { keyBesideOpener } from './key-beside.ts';
import {
  type KeyFile,
  openSecrets,
  parseKeyFile,
  type Secrets,
  type Unlock,
  writeKeyFile,
} from './key-file-format.ts';
import type { Opener } from './opener.ts';
import { passphraseOpener } from './passphrase.ts';
import { rememberReads } from './remember.ts';
import type { KeyEngine, KeyStore } from './types.ts';

/** `keys: file`: keys.json in the state folder, sealed with the person's passphrase. */
export function openKeyFile(ctx: Context): KeyStore {
  const path = `${ctx.paths.state}/keys.json`;
  const engine = keyFileEngine(ctx, path, passphraseOpener(ctx, path));
  return rememberReads(engine, () =>
    engine.unlock().catch((error) => {
      // Whatever else comes of it is told when a key is needed.
      if (error instanceof SentinelError && error.kind === 'interrupted') throw error;
    }),
  );
}

/** The sandbox's: keys.json in its own state folder, sealed with the bits in keys.bits beside it. */
export function openSandboxKeyFile(ctx: Context): KeyStore {
  const path = `${ctx.paths.state}/keys.json`;
  const opener = keyBesideOpener(ctx, `${ctx.paths.state}/keys.bits`);
  return rememberReads(keyFileEngine(ctx, path, opener), async () => {});
}

const NONE: Secrets = Object.freeze(Object.create(null));

interface Opened {
  readonly unlock: Unlock;
  readonly key: Uint8Array;
}

/** All secrets lie in one seal, so that not even their names are told. */
function keyFileEngine(
  ctx: Context,
  path: string,
  opener: Opener,
): KeyEngine & { unlock(): Promise<void> } {
  const open = async (file: KeyFile | null): Promise<Opened> => {
    const unlock = file?.unlock ?? opener.fresh();
    const isRight = file && ((key: Uint8Array) => openSecrets(key, file) !== null);
    return { unlock, key: await opener.keyFor(unlock, isRight) };
  };
  const secrets = async (): Promise<Secrets> => {
    const file = read(path);
    return file === null ? NONE : held(path, file, (await open(file)).key);
  };
  /** A person may be asked, so the file is opened before the lock is taken, and again where it changed meanwhile. */
  const change = async <T>(work: (before: Secrets) => { after: Secrets | null; result: T }) => {
    const { withLock } = await import('../files/lock.ts');
    for (;;) {
      const before = read(path);
      const { unlock, key } = await open(before);
      const done = await withLock(`${path}.lock`, async () => {
        const file = read(path);
        if (JSON.stringify(file?.unlock) !== JSON.stringify(before?.unlock)) return null;
        const { after, result } = work(file ? held(path, file, key) : NONE);
        if (after) await write(path, writeKeyFile(key, unlock, after, ctx.random));
        return { result };
      });
      if (done) return done.result;
    }
  };
  return {
    label: `the key file ${path}`,
    async unlock() {
      await open(read(path));
    },
    get: async (name) => (await secrets())[name] ?? null,
    set: (name, value) =>
      change((before) => ({ after: { ...before, [name]: value }, result: undefined })),
    async getOrMake(name, make) {
      const found = (await secrets())[name];
      if (found !== undefined) return found;
      return change((before) => {
        const meanwhile = before[name];
        if (meanwhile !== undefined) return { after: null, result: meanwhile };
        const value = make();
        return { after: { ...before, [name]: value }, result: value };
      });
    },
    async delete(name) {
      if (read(path) === null) return false;
      return change((before) => {
        const { [name]: was, ...after } = before;
        return was === undefined ? { after: null, result: false } : { after, result: true };
      });
    },
    list: async () => Object.keys(await secrets()).sort(),
  };
}

function read(path: string): KeyFile | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw new SentinelError(
      'failed',
      `The key file ${path} cannot be read (${errorCode(error)}).`,
      [`ls -l '${path}'`],
      error,
    );
  }
  const file = parseKeyFile(text);
  if (file) return file;
  throw new SentinelError('failed', `${path} is no key file of this version.`, [
    'Move it away: a new one is made, and what it held must be entered again',
  ]);
}

function held(path: string, file: KeyFile, key: Uint8Array): Secrets {
  const secrets = openSecrets(key, file);
  if (secrets) return secrets;
  throw new SentinelError('failed', `The key file ${path} was changed by something else.`, [
    'Move it away: a new one is made, and what it held must be entered again',
  ]);
}

async function write(path: string, text: string): Promise<void> {
  const [{ ensurePrivateDir }, { writeAtomic }] = await Promise.all([
    import('../files/private-dir.ts'),
    import('../files/atomic.ts'),
  ]);
  try {
    await ensurePrivateDir(dirname(path));
    await writeAtomic(path, text);
  } catch (error) {
    if (error instanceof SentinelError) throw error;
    throw new SentinelError(
      'failed',
      `The key file ${path} cannot be written (${errorCode(error)}).`,
      [],
      error,
    );
  }
}
