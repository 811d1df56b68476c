/** A passage store over the real age, with an identity of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ProgramFolder, programFolder } from './program-folder.ts';
import { openPty } from './pty.ts';

export interface PassageStore {
  readonly folder: string;
  readonly store: string;
  readonly identities: string;
  readonly env: Readonly<Record<string, string>>;
  /** Counts the calls of passage. */
  readonly programs: ProgramFolder;
  empty(): void;
  /** The identities sealed with a passphrase, in a file of their own; the store is encrypted to them. */
  sealIdentities(passphrase: string): Promise<string>;
  close(): void;
}

/** What of it this machine lacks; empty: all is there. */
export function passageLacks(): string[] {
  return ['age', 'age-keygen'].filter((name) => spawnSync(name, ['--version']).error);
}

/** The real program where one is installed (Debian's of that name is a game), else a stand-in. */
export function passageProgram(): { readonly path: string; readonly real: boolean } {
  const path = spawnSync('sh', ['-c', 'command -v passage'], { encoding: 'utf8' }).stdout.trim();
  const said = path ? spawnSync(path, ['version'], { encoding: 'utf8', timeout: 2000 }).stdout : '';
  if (/age-backed password manager/.test(said ?? '')) return { path, real: true };
  return { path: fileURLToPath(new URL('passage-stand-in.sh', import.meta.url)), real: false };
}

export function openPassageStore(): PassageStore {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sentinel-passage-')));
  const programs = programFolder(join(folder, 'bin'));
  const store = join(folder, 'store');
  const identities = join(folder, 'identities');
  execFileSync('age-keygen', ['-o', identities], { stdio: 'pipe' });
  const empty = () => {
    rmSync(store, { recursive: true, force: true });
    mkdirSync(store, { mode: 0o700 });
    programs.count('passage', passageProgram().path);
    programs.forget();
  };
  empty();
  return {
    folder,
    store,
    identities,
    env: {
      PATH: `${programs.path}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      PASSAGE_DIR: store,
      PASSAGE_IDENTITIES_FILE: identities,
    },
    programs,
    empty,
    async sealIdentities(passphrase) {
      const sealed = join(folder, `sealed-${Date.now()}`);
      const recipients = join(store, '.age-recipients');
      execFileSync('age-keygen', ['-y', '-o', recipients, identities], { stdio: 'pipe' });
      // age takes a passphrase from a terminal alone.
      const pty = openPty('age', ['-p', '-a', '-o', sealed, identities]);
      await pty.waitFor('Enter passphrase');
      pty.type(`${passphrase}\r`);
      await pty.waitFor('Confirm passphrase');
      pty.type(`${passphrase}\r`);
      await pty.ended();
      await pty.close();
      return sealed;
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
