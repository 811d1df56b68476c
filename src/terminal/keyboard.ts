/**
 * The console's own reader of the terminal, one byte at a time.
 *
 * When Enter opens a shell, what the person types next belongs to that shell. Keys often come in one
 * read with Enter (a paste, a fast typist over a slow line, a script), and bytes that this process has
 * read cannot be given back. So it reads single bytes, and `hold()` inside the handler of a key stops
 * reading behind exactly that key: the rest waits in the kernel, for the child.
 *
 * After each byte it stops and asks for the next one a turn of the event loop later. A plain "read on"
 * would have libuv read until the kernel has nothing more, and that last read blocks the whole process
 * where the terminal is in blocking mode: after every child (spawning one clears O_NONBLOCK on what we
 * share with it), and where /dev/pts/N belongs to another user (after `su`) and cannot be reopened.
 * Nothing else may read the terminal beside it: never touch process.stdin while a keyboard is open.
 */
import type { SocketConstructorOpts } from 'node:net';
import { ReadStream } from 'node:tty';
import { createKeyCollector } from './key-collector.ts';
import { KeyStream } from './key-stream.ts';

/** A paste, or a terminal's reply, whose end has not come after this long (ms) is not going to. */
const LOST_END_MS = 1000;

export interface Keyboard {
  /** For Ink's `stdin`. */
  readonly stdin: NodeJS.ReadStream;
  /** Reads nothing more until release(). Called in the handler of a key, before anything is awaited. */
  hold(): void;
  /** Reads on. */
  release(): void;
  readonly held: boolean;
  /** Gives the terminal back in cooked mode and lets go of it. */
  close(): void;
}

/**
 * Opens the keyboard on a terminal and puts that in raw mode.
 * @param options.onLost called once when the terminal is gone (window closed, connection cut).
 * @param options.fd the terminal; 0 but in tests.
 * @throws the system's error (ENXIO, EINVAL) where `fd` is no terminal.
 */
export function openKeyboard(
  options: { readonly onLost?: (error?: Error) => void; readonly fd?: number } = {},
): Keyboard {
  const collector = createKeyCollector();
  const state = { held: false, listening: false, closed: false, lost: false };
  let settling: NodeJS.Immediate | undefined;
  let overdue: NodeJS.Timeout | undefined;

  const tty = openOneByteReader(options.fd ?? 0, (byte) => {
    deliver(collector.push(byte));
    expectRest();
    flow();
  });
  const stdin = new KeyStream({
    listening: (yes) => {
      state.listening = yes;
      flow();
    },
    setRawMode: (raw) => void (state.closed || state.lost || tty.setRawMode(raw)),
    ref: () => void tty.ref(),
    unref: () => void tty.unref(),
  });

  function deliver(keys: string[]): void {
    for (const key of keys) stdin.deliver(key);
  }

  const mayRead = () => state.listening && !state.held && !state.closed && !state.lost;

  /** Stops now, or reads on in the next turn: within this one it would be the same read going on. */
  function flow(): void {
    if (!mayRead()) tty.pause();
    else setImmediate(() => mayRead() && tty.resume());
  }

  /**
   * An unfinished key waits for what is already on its way, never for time to pass: two turns of the
   * event loop ask the kernel twice. Then a lone ESC goes to Ink, which pieces a late rest together.
   */
  function expectRest(): void {
    if (settling) clearImmediate(settling);
    clearTimeout(overdue);
    settling = undefined;
    const waiting = collector.waiting();
    if (waiting === 'key') settling = setImmediate(() => (settling = setImmediate(giveUp)));
    else if (waiting !== 'nothing') overdue = setTimeout(giveUp, LOST_END_MS).unref();
  }

  function giveUp(): void {
    settling = undefined;
    deliver(collector.flush());
  }

  function lose(error?: Error): void {
    if (state.lost || state.closed) return;
    state.lost = true;
    options.onLost?.(error);
  }
  // Ink does it too, an effect after its first frame. Until then Enter would be a line feed, and echoed.
  stdin.setRawMode(true);
  tty.on('error', lose);
  tty.on('end', () => lose());
  tty.on('close', () => lose());

  return {
    // Ink asks for a ReadStream and uses the part of it that KeyStream has.
    stdin: stdin as unknown as NodeJS.ReadStream,
    hold() {
      state.held = true;
      flow();
    },
    release() {
      state.held = false;
      flow();
    },
    get held() {
      return state.held;
    },
    close() {
      if (state.closed) return;
      if (stdin.isRaw && !state.lost) tty.setRawMode(false);
      state.closed = true;
      if (settling) clearImmediate(settling);
      clearTimeout(overdue);
      tty.destroy();
    },
  };
}

/** Reads one byte and stops, until resume() is called again. */
function openOneByteReader(fd: number, onByte: (byte: number) => void): ReadStream {
  const options = {
    // Node hands `onread` on to net.Socket, whose types know it only for connections.
    onread: {
      buffer: Buffer.alloc(1),
      callback: (_read: number, buffer: Uint8Array) => {
        onByte(buffer[0] ?? 0);
        return false;
      },
    },
    manualStart: true,
  } as SocketConstructorOpts;
  return new ReadStream(fd, options);
}
