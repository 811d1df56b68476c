/** A real pass store with a gpg key of its own, in a folder whose name is short enough for the agent's socket. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProgramFolder, programFolder } from './program-folder.ts';

export const PASSPHRASE = 'the passphrase of this key';

export interface PassStore {
  readonly folder: string;
  /** The store itself. */
  readonly store: string;
  /** For programs that are to find it; first on its PATH lies `programs`. */
  readonly env: Readonly<Record<string, string>>;
  /** Counts the calls of pass. */
  readonly programs: ProgramFolder;
  /** Tells the agent the passphrase, as a pinentry would. */
  unlock(): void;
  /** An empty store again. */
  empty(): void;
  /** A gpg home of somebody who has the public key alone, and does not trust it. */
  stranger(): string;
  /** The agent forgets it. */
  lock(): void;
  close(): void;
}

/** What of it this machine lacks; empty: all is there. */
export function passLacks(): string[] {
  return ['pass', 'gpg', 'gpgconf'].filter((name) => spawnSync(name, ['--version']).error);
}

/** An empty store, unlocked. */
export function openPassStore(): PassStore {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sp-')));
  const gpgHome = join(folder, 'g');
  mkdirSync(gpgHome, { mode: 0o700 });
  // Else gpg's home of the system's own would be looked into for a pinentry that a window opens.
  writeFileSync(join(gpgHome, 'gpg-agent.conf'), 'allow-loopback-pinentry\n');
  const programs = programFolder(join(folder, 'bin'));
  const real = execFileSync('sh', ['-c', 'command -v pass'], { encoding: 'utf8' }).trim();
  programs.count('pass', real);
  const env = {
    PATH: `${programs.path}:${process.env['PATH'] ?? ''}`,
    HOME: folder,
    GNUPGHOME: gpgHome,
    PASSWORD_STORE_DIR: join(folder, 'store'),
    LANG: 'de_DE.UTF-8',
  };
  const run = (program: string, words: string[], more = {}) =>
    execFileSync(program, words, { env: { ...env, ...more }, stdio: 'pipe' });
  const loopback = ['--pinentry-mode', 'loopback', '--passphrase', PASSPHRASE];
  run('gpg', [
    '--batch',
    '--quiet',
    ...loopback,
    '--quick-gen-key',
    'K <k@example.com>',
    'future-default',
    'default',
    'never',
  ]);
  const empty = () => {
    rmSync(env.PASSWORD_STORE_DIR, { recursive: true, force: true });
    run(real, ['init', 'k@example.com']);
    programs.count('pass', real);
    programs.forget();
  };
  const made: PassStore = {
    folder,
    store: env.PASSWORD_STORE_DIR,
    env,
    programs,
    unlock() {
      const sealed = run('gpg', [
        '--batch',
        '--quiet',
        '-e',
        '-r',
        'k@example.com',
        '-o',
        '-',
        '/dev/null',
      ]);
      const file = join(folder, 'probe.gpg');
      writeFileSync(file, sealed);
      run('gpg', ['--batch', '--quiet', ...loopback, '-d', file]);
    },
    empty,
    stranger() {
      const home = join(folder, 'h');
      mkdirSync(home, { mode: 0o700, recursive: true });
      const input = run('gpg', ['--export', 'k@example.com']);
      const words = ['--batch', '--quiet', '--import'];
      execFileSync('gpg', words, { env: { ...env, GNUPGHOME: home }, input, stdio: 'pipe' });
      return home;
    },
    lock: () => void run('gpg-connect-agent', ['reloadagent', '/bye']),
    close() {
      for (const home of [gpgHome, join(folder, 'h')]) {
        spawnSync('gpgconf', ['--kill', 'all'], { env: { ...env, GNUPGHOME: home } });
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  empty();
  made.unlock();
  return made;
}
