/** A tmux server of a test's own: its own socket, no configuration of the person's. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programMissing } from './programs.ts';
import { shows, waitFor } from './wait-for.ts';

const run = promisify(execFile);

/** A name for `describe`: why the suite is skipped, or false where tmux is there. */
export function tmuxMissing(): string | false {
  return programMissing('tmux', ['-V']);
}

export interface Tmux {
  /** tmux key names (`Enter`, `C-c`, `Down`), each sent by itself. */
  press(...keys: string[]): Promise<void>;
  /** Bytes in one write, as they are. */
  type(text: string): Promise<void>;
  screen(): Promise<string>;
  waitFor(wanted: string | RegExp): Promise<string>;
  waitUntilGone(wanted: string | RegExp): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  /** A format of tmux's, e.g. `#{pane_title}`, `#{alternate_on}`, `#{cursor_flag}`, `#{pane_pid}`. */
  ask(format: string): Promise<string>;
  /** Any tmux command. */
  command(...args: string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts `program` in a window of its own; the window stays when the program ends. */
export async function openTmux(
  program: readonly string[],
  options: {
    /** The program's whole environment; this process's when absent. */
    readonly env?: Readonly<Record<string, string>>;
    readonly cwd?: string;
    readonly columns?: number;
    readonly rows?: number;
  } = {},
): Promise<Tmux> {
  const folder = mkdtempSync(join(tmpdir(), 'tmux-'));
  const socket = join(folder, 'socket');
  const env: NodeJS.ProcessEnv = { ...(options.env ?? process.env) };
  for (const name of ['TMUX', 'TMUX_PANE', 'CI', 'NO_COLOR']) delete env[name];
  const command = async (...args: string[]) =>
    (await run('tmux', ['-u', '-S', socket, '-f', '/dev/null', ...args], { env })).stdout;

  await command(
    ...['new-session', '-d', '-x', `${options.columns ?? 80}`, '-y', `${options.rows ?? 24}`],
    ...(options.cwd ? ['-c', options.cwd] : []),
    // A shell above the program, as a person has it; it stays when the program is stopped or ends.
    ...['bash', '--norc', '--noprofile', '-i'],
  );
  await command('set-option', '-g', 'status', 'off');
  const screen = async () => (await command('capture-pane', '-p')).replace(/\n+$/, '');
  const type = async (text: string) => {
    const hex = [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, '0'));
    await command('send-keys', '-H', ...hex);
  };
  const wait = (wanted: string | RegExp, there: boolean) =>
    waitFor(
      async () => {
        const now = await screen();
        return shows(now, wanted) === there && now;
      },
      { what: `${wanted} ${there ? 'on' : 'to leave'} the screen of tmux`, describe: screen },
    );
  await wait(/\$|#/, true);
  const quoted = program.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  await type(`clear; ${quoted}\r`);

  return {
    command,
    screen,
    type,
    async press(...keys) {
      for (const key of keys) await command('send-keys', key);
    },
    waitFor: async (wanted) => (await wait(wanted, true)) || '',
    async waitUntilGone(wanted) {
      await wait(wanted, false);
    },
    async resize(columns, rows) {
      await command('resize-window', '-x', `${columns}`, '-y', `${rows}`);
    },
    ask: async (format) => (await command('display-message', '-p', format)).trim(),
    async close() {
      await command('kill-server').catch(() => undefined);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
