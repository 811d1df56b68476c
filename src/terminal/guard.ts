/**
 * Gives the terminal back on every way out. Quitting, Ink does it; what is here is for the ways on which
 * nobody asks: an exception, SIGTERM, SIGHUP, a window that was closed. SIGKILL alone leaves no chance.
 */
import { writeSync } from 'node:fs';
import { constants } from 'node:os';
import { GIVE_BACK } from './modes.ts';

/**
 * Not SIGINT: in the console Ctrl+C is a key, in a subshell the child's, and between the two it must not
 * end us. One sent by `kill` ends Ink and the process in Ink's own way.
 */
const ENDING = ['SIGTERM', 'SIGHUP'] as const;

/** How long (ms) the orderly end may take before the process leaves anyhow. */
const PATIENCE_MS = 2000;

export interface TerminalGuard {
  /** The terminal is gone (keyboard's onLost): end as on SIGHUP. */
  lost(): void;
  /** The orderly end is done, the terminal already given back. */
  release(): void;
}

/**
 * Watches over the terminal until `release()`.
 * @param options.onEnd ends the program in order: tells a child to hang up and waits for it, unmounts
 *   Ink, closes the keyboard, saves what must be saved. Called once.
 * @param options.describe makes an uncaught exception a text for people; its stack when absent.
 */
export function guardTerminal(options: {
  readonly stdout: NodeJS.WriteStream;
  readonly onEnd: (reason: NodeJS.Signals) => Promise<void>;
  readonly describe?: (error: unknown) => string;
}): TerminalGuard {
  const { stdout } = options;
  let ending = false;
  let gone = false;

  function end(signal: NodeJS.Signals): void {
    if (ending) return;
    ending = true;
    const code = 128 + constants.signals[signal];
    setTimeout(() => leave(code), PATIENCE_MS).unref();
    options.onEnd(signal).then(
      () => leave(code),
      () => leave(code),
    );
  }

  function leave(code: number): never {
    giveBack();
    process.exit(code);
  }

  function giveBack(): void {
    if (gone || !stdout.isTTY) return;
    try {
      writeSync(1, GIVE_BACK);
    } catch {
      // The terminal is gone: nothing to give back.
    }
  }

  function lost(): void {
    gone = true;
    end('SIGHUP');
  }

  const onException = (error: unknown) => {
    // Ink's own end writes to the screen that is given back here: let it go first.
    const text =
      options.describe?.(error) ?? (error instanceof Error ? error.stack : String(error));
    const finish = () => {
      giveBack();
      try {
        writeSync(2, `${text}\n`);
      } catch {
        // Nobody is there to read it.
      }
      process.exit(1);
    };
    if (ending) finish();
    ending = true;
    setTimeout(finish, PATIENCE_MS).unref();
    options.onEnd('SIGTERM').then(finish, finish);
  };
  // A lost terminal answers writes with EIO; without a listener that would be an exception.
  const onWriteError = () => lost();
  const handlers = ENDING.map((signal) => [signal, () => end(signal)] as const);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  process.on('uncaughtException', onException);
  stdout.on('error', onWriteError);

  return {
    lost,
    release() {
      for (const [signal, handler] of handlers) process.off(signal, handler);
      process.off('uncaughtException', onException);
      stdout.off('error', onWriteError);
    },
  };
}
