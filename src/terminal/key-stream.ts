/**
 * The stream that Ink takes for its stdin. It hands out one key at a time and does so inside the very
 * callback that read the last byte of the key: what a key's handler does (hold the keyboard, hand the
 * terminal to a child) is done before the next byte leaves the kernel.
 */
import { EventEmitter } from 'node:events';

/** Where the stream's wishes go: the terminal's reader, or a test. */
export interface KeySource {
  /** Somebody listens, or nobody does any more: bytes may be read, or should stay in the kernel. */
  listening(yes: boolean): void;
  setRawMode(raw: boolean): void;
  ref(): void;
  unref(): void;
}

/**
 * The part of a tty.ReadStream that Ink uses: `readable` events, read(), setRawMode(), ref(), unref().
 * Not a stream.Readable: that one tells of new data a tick later, which is too late (see above).
 */
export class KeyStream extends EventEmitter {
  readonly isTTY = true;
  readonly fd = 0;
  isRaw = false;
  readonly #source: KeySource;
  readonly #keys: string[] = [];

  constructor(source: KeySource) {
    super();
    this.#source = source;
    this.on('newListener', (event) => {
      if (event === 'readable' && this.listenerCount('readable') === 0) {
        // After the listener is in place, and before anything else runs.
        queueMicrotask(() => this.#settle());
      }
    });
    this.on('removeListener', (event) => {
      if (event === 'readable') this.#settle();
    });
  }

  #settle(): void {
    const listening = this.listenerCount('readable') > 0;
    if (listening && this.#keys.length > 0) this.emit('readable');
    this.#source.listening(listening);
  }

  /** Hands one key to whoever listens, now; keeps it where nobody does. */
  deliver(key: string): void {
    this.#keys.push(key);
    this.emit('readable');
  }

  /** The next key, or null. */
  read(): string | null {
    return this.#keys.shift() ?? null;
  }

  setRawMode(raw: boolean): this {
    this.isRaw = raw;
    this.#source.setRawMode(raw);
    return this;
  }

  /** Keys are whole UTF-8 characters already. */
  setEncoding(): this {
    return this;
  }

  ref(): this {
    this.#source.ref();
    return this;
  }

  unref(): this {
    this.#source.unref();
    return this;
  }

  pause(): this {
    return this;
  }

  resume(): this {
    return this;
  }
}
