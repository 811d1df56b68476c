/** What the suites of completion and prompt share: a home, a `sentinel` on the PATH, shells in ptys. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { programMissing } from '../helpers/programs.ts';
import { openPty, type Pty } from '../helpers/pty.ts';
import { waitFor } from '../helpers/wait-for.ts';

export const PROGRAM = new URL('../../dist/sentinel.js', import.meta.url).pathname;

export type ShellName = 'bash' | 'zsh' | 'fish';

/** The shells, and why one cannot be tried here. */
export const SHELLS = (['bash', 'zsh', 'fish'] as const).map((name) => ({
  name,
  missing: programMissing(name),
}));

const READY = 'ready> ';

export interface ShellPlace {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes a file in the home, 0600. */
  file(name: string, text: string): string;
  /** Opens a shell with these lines at the end of its rc file, and waits for its prompt. */
  open(shell: ShellName, rc?: string, options?: { readonly columns?: number }): Promise<Line>;
  close(): Promise<void>;
}

/** A shell at its prompt. */
export interface Line {
  readonly pty: Pty;
  type(text: string): void;
  /** Presses Tab and waits until the shell has asked the program and has been answered. */
  tab(): Promise<void>;
  /** Runs the line; the arguments that `sentinel` (or `other`) was started with. */
  enter(): Promise<readonly string[]>;
  /** Empties the line. */
  clear(): void;
}

/**
 * The `sentinel` here is the built program for what a shell asks by itself; for all else it only notes its
 * arguments. `other` is another command that does the same.
 */
export function openShellPlace(): ShellPlace {
  const home = mkdtempSync(join(tmpdir(), 'shell-'));
  const at = (name: string) => join(home, name);
  const ptys: Pty[] = [];
  const file = (name: string, text: string) => {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text, { mode: 0o600 });
    return at(name);
  };
  const note = `printf '%s\\0' "$@" >'${at('args')}.new'; mv '${at('args')}.new' '${at('args')}'`;
  const program = (name: string, text: string) =>
    chmodSync(file(name, `#!/bin/sh\n${text}\n`), 0o755);
  program(
    'bin/sentinel',
    `case $1 in
__complete) '${process.execPath}' '${PROGRAM}' "$@"; echo >>'${at('asked')}' ;;
completion|prompt) exec '${process.execPath}' '${PROGRAM}' "$@" ;;
*) ${note} ;;
esac`,
  );
  program('bin/other-command', note);
  const env: Record<string, string> = {
    PATH: `${at('bin')}${delimiter}${process.env['PATH']}`,
    HOME: home,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    XDG_CONFIG_HOME: at('config'),
    XDG_STATE_HOME: at('state'),
    XDG_CACHE_HOME: at('cache'),
    XDG_DATA_HOME: at('data'),
    AWS_CONFIG_FILE: at('aws/config'),
    AWS_SHARED_CREDENTIALS_FILE: at('aws/credentials'),
  };
  const asked = () => (existsSync(at('asked')) ? readFileSync(at('asked'), 'utf8').length : 0);
  const args = () =>
    existsSync(at('args')) ? readFileSync(at('args'), 'utf8').split('\0').slice(0, -1) : null;

  function lineOf(pty: Pty): Line {
    return {
      pty,
      type: pty.type,
      async tab() {
        const before = asked();
        pty.type('\t');
        await waitFor(() => asked() > before, { what: 'the shell to ask', describe: pty.screen });
      },
      async enter() {
        rmSync(at('args'), { force: true });
        pty.type('\r');
        return waitFor(() => args() ?? false, { what: 'a command to run', describe: pty.screen });
      },
      clear: () => pty.type('\x15'),
    };
  }

  return {
    home,
    env,
    file,
    async open(shell, rc = '', options = {}) {
      file('.bashrc', `PS1='${READY}'\n${rc}\n`);
      file('.zshrc', `PS1='${READY}'\n${rc}\n`);
      file(
        'config/fish/config.fish',
        `set -g fish_greeting\nfunction fish_prompt; echo -n '${READY}'; end\nfunction fish_right_prompt; end\n${rc}\n`,
      );
      const pty = openPty(shell, ['-i'], {
        env,
        cwd: home,
        columns: options.columns ?? 120,
        rows: 40,
      });
      ptys.push(pty);
      if (!rc.includes('PS1') && !rc.includes('fish_prompt')) await pty.waitFor(READY);
      return lineOf(pty);
    },
    async close() {
      for (const pty of ptys) await pty.close();
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}
