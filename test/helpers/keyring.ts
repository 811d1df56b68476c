/** A real GNOME Keyring on a D-Bus session of its own, with nothing of the user's. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

/** What of it this machine lacks; empty: all is there. */
export function keyringLacks(): string[] {
  const programs = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'];
  const lacks = programs.filter((name) => spawnSync(name, ['--version']).error);
  const libraries = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  return libraries.includes('libsecret-1.so.0') ? lacks : [...lacks, 'libsecret-1.so.0'];
}

export interface Keyring {
  /** A folder of its own: home, state, cache. */
  readonly folder: string;
  /** For programs that are to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Locks it; there is no display, so nobody can be asked to unlock it. */
  lock(): void;
  /** The daemon does not answer until it is woken. */
  freeze(): void;
  wake(): void;
  /** Ends the session's bus under the programs that use it. */
  endBus(): Promise<void>;
  close(): Promise<void>;
}

/** An unlocked keyring, empty. */
export async function openKeyring(): Promise<Keyring> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sentinel-keyring-')));
  const at = (name: string) => {
    mkdirSync(join(folder, name), { mode: 0o700 });
    return join(folder, name);
  };
  const env: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: at('home'),
    XDG_DATA_HOME: at('data'),
    XDG_STATE_HOME: at('state'),
    XDG_CACHE_HOME: at('cache'),
    XDG_CONFIG_HOME: at('config'),
    XDG_RUNTIME_DIR: at('run'),
    DBUS_SESSION_BUS_ADDRESS: `unix:path=${join(folder, 'bus')}`,
  };
  const bus = spawn(
    'dbus-daemon',
    ['--session', '--nofork', `--address=${env['DBUS_SESSION_BUS_ADDRESS']}`],
    { env, stdio: 'ignore' },
  );
  const send = (...words: string[]) =>
    spawnSync('dbus-send', ['--session', '--print-reply', ...words], { env, encoding: 'utf8' });
  const names = () =>
    send('--dest=org.freedesktop.DBus', '/', 'org.freedesktop.DBus.ListNames').stdout;
  await waitFor(() => names() !== '', { what: 'the bus to answer' });
  const daemon = spawn(
    'gnome-keyring-daemon',
    ['--foreground', '--unlock', '--components=secrets'],
    { env, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  daemon.stdin?.end('the password of this keyring');
  await waitFor(() => names().includes('org.freedesktop.secrets'), { what: 'the keyring' });
  return {
    folder,
    env,
    lock() {
      execFileSync(
        'dbus-send',
        [
          '--session',
          '--print-reply',
          '--dest=org.freedesktop.secrets',
          '/org/freedesktop/secrets',
          'org.freedesktop.Secret.Service.Lock',
          'array:objpath:/org/freedesktop/secrets/collection/login',
        ],
        { env, stdio: 'pipe' },
      );
    },
    freeze: () => void daemon.kill('SIGSTOP'),
    wake: () => void daemon.kill('SIGCONT'),
    endBus: () => end(bus),
    async close() {
      await end(daemon);
      await end(bus);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
