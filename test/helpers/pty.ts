/**
 * A program in a real pseudo-terminal, with a terminal emulator at the other end that answers it and
 * knows what is on the screen.
 */
import xterm from '@xterm/headless';
import { spawn } from 'node-pty';
import { screenText } from './cells.ts';
import { keyBytes } from './keys.ts';
import { type SvgOptions, screenSvg } from './svg.ts';
import { shows, waitFor } from './wait-for.ts';

export interface Pty {
  readonly pid: number;
  /** All bytes the program has written. */
  output(): string;
  screen(): string;
  svg(options?: SvgOptions): string;
  /** Is the alternate screen in use, is the cursor hidden, which title is set? */
  modes(): {
    alternate: boolean;
    cursorHidden: boolean;
    mouse: boolean;
    paste: boolean;
    title: string;
  };
  waitFor(wanted: string | RegExp, timeout?: number): Promise<string>;
  waitUntilGone(wanted: string | RegExp): Promise<void>;
  /** Keys by name, each in a write of its own. */
  press(...keys: string[]): void;
  /** Text in one write. */
  type(text: string): void;
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  kill(signal?: string): void;
  /** Closes the window: the terminal is gone, and its programs get SIGHUP. */
  hangUp(): void;
  /** Resolves when the program has ended and all it wrote is on the screen. */
  ended(): Promise<{ exitCode: number; signal: number }>;
  /** Ends what still runs; for afterEach. */
  close(): Promise<void>;
}

export function openPty(
  program: string,
  args: readonly string[],
  options: {
    readonly env?: Readonly<Record<string, string | undefined>>;
    readonly cwd?: string;
    readonly columns?: number;
    readonly rows?: number;
    readonly term?: string;
  } = {},
): Pty {
  const columns = options.columns ?? 80;
  const rows = options.rows ?? 24;
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(options.env ?? process.env)) {
    if (value !== undefined && name !== 'CI' && name !== 'NO_COLOR') env[name] = value;
  }
  const child = spawn(program, [...args], {
    name: options.term ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env,
  });
  const term = new xterm.Terminal({
    cols: columns,
    rows,
    scrollback: 2000,
    allowProposedApi: true,
  });
  let output = '';
  let title = '';
  let cursorHidden = false;
  child.onData((data) => {
    output += data;
    term.write(data);
    for (const [, state] of data.matchAll(/\x1b\[\?25([hl])/g)) cursorHidden = state === 'l';
  });
  // The emulator's answers (where is the cursor, what are you) go back to the program.
  term.onData((data) => child.write(data));
  term.onTitleChange((text) => {
    title = text;
  });
  let end: { exitCode: number; signal: number } | undefined;
  child.onExit(({ exitCode, signal }) => {
    end = { exitCode, signal: signal ?? 0 };
  });
  const describe = () => screenText(term);

  const pty: Pty = {
    pid: child.pid,
    output: () => output,
    screen: () => screenText(term),
    svg: (svgOptions) => screenSvg(term, svgOptions),
    modes: () => ({
      alternate: term.buffer.active.type === 'alternate',
      cursorHidden,
      mouse: term.modes.mouseTrackingMode !== 'none',
      paste: term.modes.bracketedPasteMode,
      title,
    }),
    waitFor: (wanted, timeout) =>
      waitFor(() => shows(screenText(term), wanted) && screenText(term), {
        what: `${wanted} on the screen`,
        describe,
        ...(timeout === undefined ? {} : { timeout }),
      }),
    async waitUntilGone(wanted) {
      await waitFor(() => !shows(screenText(term), wanted), {
        what: `${wanted} to leave the screen`,
        describe,
      });
    },
    press(...keys) {
      for (const key of keys) child.write(keyBytes(key));
    },
    type: (text) => child.write(text),
    paste: (text) => child.write(`\x1b[200~${text}\x1b[201~`),
    resize(newColumns, newRows) {
      term.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    kill: (signal) => process.kill(child.pid, signal as NodeJS.Signals | undefined),
    hangUp: () => (child as unknown as { destroy(): void }).destroy(),
    async ended() {
      const result = await waitFor(() => end, { what: 'the program to end', describe });
      await new Promise<void>((resolve) => term.write('', resolve));
      return result;
    },
    async close() {
      if (!end) {
        try {
          child.kill('SIGKILL');
        } catch {}
      }
      await waitFor(() => end, { what: 'the killed program to end' }).catch(() => undefined);
      term.dispose();
    },
  };
  return pty;
}
