/** What the suites of the hand-over share: the fixture program, a home with rc files, the shells. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programMissing } from '../helpers/programs.ts';
import { waitFor } from '../helpers/wait-for.ts';

export const APP = [
  process.execPath,
  new URL('../fixtures/hand-over-app.ts', import.meta.url).pathname,
] as const;

/** The shells people use, and why one cannot be tried here. */
export const SHELLS = (['bash', 'zsh', 'fish'] as const).map((name) => ({
  name,
  missing: programMissing(name),
}));

export interface Place {
  readonly home: string;
  readonly env: Record<string, string>;
  /** Absolute path of a file in this place. */
  file(name: string): string;
  /** Waits until that file holds the text, and gives its content. */
  holds(name: string, text: string): Promise<string>;
  remove(): void;
}

/** A home with rc files that leave a mark (`RC_SEEN=yes`), and an environment for the fixture. */
export function makePlace(shell: readonly string[]): Place {
  const home = mkdtempSync(join(tmpdir(), 'hand-over-'));
  writeFileSync(join(home, '.bashrc'), "RC_SEEN=yes; PS1='ready> '\n");
  writeFileSync(join(home, '.zshrc'), "RC_SEEN=yes; PS1='ready> '\n");
  const file = (name: string) => join(home, name);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^npm_|^VITEST|^XDG_/.test(name)) env[name] = value;
  }
  return {
    home,
    env: {
      ...env,
      HOME: home,
      SHELL: '/bin/sh',
      TERM: 'xterm-256color',
      LANG: 'C.UTF-8',
      TEST_SHELL: JSON.stringify(shell),
      O: file('out'),
    },
    file,
    holds: (name, text) =>
      waitFor(() => read(name).includes(text) && read(name), {
        what: `"${text}" in the file ${name}`,
        describe: () => read(name),
      }),
    remove: () =>
      // A killed fish may still be writing its history.
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 }),
  };
}

/** A command of exactly 40 characters that every shell takes and that leaves `tag` in $O. */
export function fortyCharacters(tag: string): { command: string; trace: string } {
  const trace = `${tag}-${'abcdefghijklmnopqrstuvwxyz0123456789'}`.slice(0, 30);
  const command = `echo ${trace} >>$O`;
  if (command.length !== 40) throw new Error(`${command.length} characters`);
  return { command, trace };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
