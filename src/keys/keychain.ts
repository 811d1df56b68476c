import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { withLock } from '../files/lock.ts';
import { answerInTime, PATIENCE_MS } from './answer-in-time.ts';
import { type Keytar, loadKeytar, orKeyFile } from './native.ts';
import { rememberReads } from './remember.ts';
import type { KeyEngine, KeyStore } from './types.ts';

/** What our entries are filed under; keychain programs show it. */
const SERVICE = 'sentinel';
/** An entry that holds the names of the others. No name begins with a dot. */
const NAMES = '.names';

/**
 * The desktop's keychain: macOS Keychain, Windows Credential Manager, or the Secret Service (GNOME
 * Keyring, KWallet). The library is loaded when the first secret is asked for.
 *
 * A locked Secret Service that cannot ask anybody answers "no such entry" to a read, and only a write
 * is told the truth. So an absent entry counts only where the entry of names is there, or can be made.
 */
export function openKeychain(ctx: Context): KeyStore {
  let stuck: SentinelError | undefined;
  let library: Promise<Keytar> | undefined;
  const ask = async <T>(call: (keytar: Keytar) => Promise<T>): Promise<T> => {
    // Another call would wait behind the first one, and take one more of Node's few threads.
    if (stuck) throw stuck;
    library ??= loadKeytar(ctx);
    const keytar = await library;
    try {
      const answered = await answerInTime(() => call(keytar));
      if (answered) return answered.answer;
    } catch (error) {
      throw refused(ctx, error);
    }
    stuck = silent(ctx);
    throw stuck;
  };
  const read = (name: string) => ask((keytar) => keytar.getPassword(SERVICE, name));
  const write = (name: string, value: string) =>
    ask((keytar) => keytar.setPassword(SERVICE, name, value));
  const remove = (name: string) => ask((keytar) => keytar.deletePassword(SERVICE, name));
  const names = async (): Promise<string[]> => {
    const text = await read(NAMES);
    if (text === null) await write(NAMES, '[]');
    return JSON.parse(text ?? '[]');
  };
  const put = async (name: string, value: string) => {
    await write(name, value);
    const before = await names();
    if (!before.includes(name)) await write(NAMES, JSON.stringify([...before, name].sort()));
  };
  const locked = <T>(work: () => Promise<T>) =>
    withLock(`${ctx.paths.state}/keychain.lock`, work, { timeout: 4 * PATIENCE_MS });
  const engine: KeyEngine = {
    label: 'the keychain',
    async get(name) {
      const found = await read(name);
      if (found === null) await names();
      return found;
    },
    set: (name, value) => locked(() => put(name, value)),
    async getOrMake(name, make) {
      const found = await read(name);
      if (found !== null) return found;
      return locked(async () => {
        const meanwhile = await read(name);
        if (meanwhile !== null) return meanwhile;
        const value = make();
        await put(name, value);
        return value;
      });
    },
    delete: (name) =>
      locked(async () => {
        const was = await remove(name);
        const before = await names();
        if (before.includes(name)) {
          await write(NAMES, JSON.stringify(before.filter((other) => other !== name)));
        }
        return was;
      }),
    list: names,
  };
  return rememberReads(engine, async () => {});
}

function silent(ctx: Context): SentinelError {
  return new SentinelError(
    'failed',
    `The keychain did not answer within ${PATIENCE_MS / 1000} s.`,
    ['If it asks for a password, unlock it and try again', orKeyFile(ctx)],
  );
}

/** The library's words are libsecret's, GLib's or the system's; three cases can be told apart. */
function refused(ctx: Context, error: unknown): SentinelError {
  const words = error instanceof Error ? error.message : String(error);
  const [message, way] = /D-?Bus|could not connect|address|transport|not provided by any/i.test(
    words,
  )
    ? [
        'No keychain is running: the session has no D-Bus or no Secret Service.',
        'Run inside a desktop session, or: dbus-run-session -- sh (and unlock a keyring in it)',
      ]
    : /locked|does not exist at path|dismissed|prompt/i.test(words)
      ? [
          'The keychain is locked, and nobody could be asked to unlock it.',
          'Unlock it (gnome-keyring-daemon --unlock, or sign in to the desktop) and try again',
        ]
      : ['The keychain refused.', 'Try again; if it stays so, look into the keychain itself'];
  return new SentinelError(
    'failed',
    `${message} (${words.slice(0, 200)})`,
    [way, orKeyFile(ctx)],
    error,
  );
}
