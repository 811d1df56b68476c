/**
 * A terminal in this process for Ink's views: the streams to render to, keys to press, and a real
 * emulator that says what a person would see. Keys go through the program's own KeyStream and collector.
 *
 *     const screen = openScreen({ columns: 100, rows: 30 });
 *     const app = render(<App />, screen.inkOptions);
 *     await screen.waitFor('prod');
 *     screen.press('down', 'enter');
 */
import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import { createKeyCollector } from '../../src/terminal/key-collector.ts';
import { KeyStream } from '../../src/terminal/key-stream.ts';
import type { Keyboard } from '../../src/terminal/keyboard.ts';
import { screenText } from './cells.ts';
import { keyBytes } from './keys.ts';
import { type SvgOptions, screenSvg } from './svg.ts';
import { shows, waitFor } from './wait-for.ts';

export interface Screen {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** What openKeyboard() gives in a real terminal. Bytes typed while held wait in `unread()`. */
  readonly keyboard: Keyboard;
  /** Pass this to Ink's render(). */
  readonly inkOptions: {
    stdin: NodeJS.ReadStream;
    stdout: NodeJS.WriteStream;
    stderr: NodeJS.WriteStream;
    interactive: true;
    maxFps: number;
    exitOnCtrlC: false;
    patchConsole: false;
  };
  /** Every byte written so far. */
  output(): string;
  /** What a person sees, after everything written has been drawn. */
  screen(): string;
  svg(options?: SvgOptions): string;
  /** Keys by name; each is handled before the next one, as from a person. */
  press(...keys: string[]): Promise<void>;
  /** Text key by key. */
  type(text: string): Promise<void>;
  /** Bytes in one write, as from a script or a slow line. */
  burst(bytes: string): Promise<void>;
  paste(text: string): Promise<void>;
  resize(columns: number, rows: number): void;
  waitFor(wanted: string | RegExp, timeout?: number): Promise<string>;
  waitUntilGone(wanted: string | RegExp): Promise<void>;
  /** Bytes that the program left in the "kernel" because it held the keyboard. */
  unread(): string;
  readonly rawMode: boolean;
  close(): void;
}

export function openScreen(options: { columns?: number; rows?: number } = {}): Screen {
  const term = new xterm.Terminal({
    cols: options.columns ?? 80,
    rows: options.rows ?? 24,
    scrollback: 1000,
    allowProposedApi: true,
    // What a kernel's ONLCR does for programs that write \n.
    convertEol: true,
  });
  let output = '';
  const stdout = Object.assign(new EventEmitter(), {
    isTTY: true,
    writable: true,
    columns: term.cols,
    rows: term.rows,
    write(data: string | Uint8Array, ...rest: unknown[]): boolean {
      output += typeof data === 'string' ? data : Buffer.from(data).toString();
      const done = rest.find((arg) => typeof arg === 'function') as (() => void) | undefined;
      term.write(data, done);
      return true;
    },
    end() {},
    getColorDepth: () => 4,
    hasColors: () => true,
  });
  const kernel = fakeKeyboard();
  const settle = async () => {
    // Timers and effects of the views, then the emulator's queue.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => term.write('', resolve));
  };
  const describe = () => screenText(term);
  const stream = stdout as unknown as NodeJS.WriteStream;
  const feed = async (keys: string[]) => {
    for (const key of keys) {
      await kernel.feed(Buffer.from(key));
      await settle();
    }
  };

  return {
    stdout: stream,
    stderr: stream,
    stdin: kernel.keyboard.stdin,
    keyboard: kernel.keyboard,
    inkOptions: {
      stdin: kernel.keyboard.stdin,
      stdout: stream,
      stderr: stream,
      interactive: true,
      maxFps: 1000,
      exitOnCtrlC: false,
      patchConsole: false,
    },
    output: () => output,
    screen: () => screenText(term),
    svg: (svgOptions) => screenSvg(term, svgOptions),
    press: (...keys) => feed(keys.map(keyBytes)),
    type: (text) => feed([...text]),
    burst: (text) => feed([text]),
    paste: (text) => feed([`\x1b[200~${text}\x1b[201~`]),
    resize(columns, rows) {
      term.resize(columns, rows);
      Object.assign(stdout, { columns, rows });
      stdout.emit('resize');
    },
    waitFor: (wanted, timeout) =>
      waitFor(() => shows(screenText(term), wanted) && screenText(term), {
        what: `${wanted} on the screen`,
        describe,
        timeout: timeout ?? 5_000,
      }),
    async waitUntilGone(wanted) {
      await waitFor(() => !shows(screenText(term), wanted), {
        what: `${wanted} to leave the screen`,
        describe,
        timeout: 5_000,
      });
    },
    unread: () => kernel.unread(),
    get rawMode() {
      return (kernel.keyboard.stdin as { isRaw: boolean }).isRaw;
    },
    close: () => term.dispose(),
  };
}

/** A keyboard whose kernel is a list of bytes. */
function fakeKeyboard() {
  const collector = createKeyCollector();
  const waiting: number[] = [];
  const state = { held: false, listening: false, draining: false };
  const stdin = new KeyStream({
    listening(yes) {
      state.listening = yes;
      void drain();
    },
    setRawMode() {},
    ref() {},
    unref() {},
  });

  async function drain(): Promise<void> {
    if (state.draining) return;
    state.draining = true;
    while (state.listening && !state.held && waiting.length > 0) {
      for (const key of collector.push(waiting.shift() ?? 0)) stdin.deliver(key);
      // As between two reads of a terminal: promises (and React) get their turn.
      await null;
    }
    state.draining = false;
    // Nothing more is on its way: a lone ESC is a key.
    if (waiting.length === 0 && collector.waiting() === 'key') {
      for (const key of collector.flush()) stdin.deliver(key);
    }
  }

  const keyboard: Keyboard = {
    stdin: stdin as unknown as NodeJS.ReadStream,
    hold() {
      state.held = true;
    },
    release() {
      state.held = false;
      void drain();
    },
    get held() {
      return state.held;
    },
    close() {},
  };
  return {
    keyboard,
    unread: () => Buffer.from(waiting).toString(),
    async feed(bytes: Uint8Array) {
      waiting.push(...bytes);
      await drain();
    },
  };
}
