/**
 * Puts keys together from bytes that arrive one at a time: UTF-8 characters, escape sequences, bracketed
 * paste. Pure: no clock and no stream; `keyboard.ts` decides how long an unfinished key may wait.
 */

const ESC = 0x1b;
const PASTE_START = '\x1b[200~';
const PASTE_END = '\x1b[201~';
/** A paste beyond this is cut: it is a mistake or an attack, and the console's texts are short. */
const PASTE_LIMIT = 1 << 20;

export interface KeyCollector {
  /** Takes one byte, gives the keys that it completed: none or one, two where it broke a sequence off. */
  push(byte: number): string[];
  /** What an unfinished key waits for. `paste` and `reply` have an end that must come, `key` has none. */
  waiting(): 'nothing' | 'key' | 'reply' | 'paste';
  /** Gives up waiting: what is there, as a key (a lone ESC, Alt+[); a paste gets the end it lacks. */
  flush(): string[];
}

/**
 * A collector for one keyboard. A key is the string a terminal sends for it; a paste comes whole with
 * its two brackets. Replies of the terminal (OSC, DCS, APC) are swallowed: nobody asked, and a hostile
 * text that makes the terminal answer must not be able to press keys.
 */
export function createKeyCollector(): KeyCollector {
  let bytes: number[] = [];
  let tail = '';
  let state: 'nothing' | 'key' | 'reply' | 'paste' = 'nothing';

  function push(byte: number): string[] {
    if (state === 'paste') return pushPaste(byte);
    if (state === 'reply') return pushReply(byte);
    bytes.push(byte);
    const verdict = judge(bytes);
    if (verdict === 'more') {
      state = 'key';
      return [];
    }
    if (verdict === 'reply') {
      state = 'reply';
      return [];
    }
    if (verdict === 'broken') {
      bytes.pop();
      const before = take();
      return [before, ...push(byte)];
    }
    const key = text(bytes);
    if (key === PASTE_START) {
      state = 'paste';
      tail = '';
      return [];
    }
    return [take()];
  }

  function pushPaste(byte: number): string[] {
    tail = (tail + String.fromCharCode(byte)).slice(-PASTE_END.length);
    if (bytes.length < PASTE_LIMIT) bytes.push(byte);
    if (tail !== PASTE_END) return [];
    const key = take();
    return [key.endsWith(PASTE_END) ? key : key + PASTE_END];
  }

  function pushReply(byte: number): string[] {
    const last = bytes.at(-1);
    // Only the last byte matters: a reply is not kept, so it cannot fill the memory either.
    bytes = [ESC, bytes[1] ?? 0, byte];
    if (byte === 0x07 || (byte === 0x5c && last === ESC)) take();
    return [];
  }

  function take(): string {
    const key = text(bytes);
    bytes = [];
    state = 'nothing';
    return key;
  }

  return {
    push,
    waiting: () => (state === 'reply' && bytes.length === 2 ? 'key' : state),
    flush() {
      if (state === 'nothing') return [];
      if (state === 'paste') return [take() + PASTE_END];
      // Two bytes of a "reply" and nothing behind them: a person pressed Alt+].
      if (state === 'reply' && bytes.length > 2) {
        take();
        return [];
      }
      return [take()];
    },
  };
}

/** Is this a whole key, the beginning of one, of a terminal's reply, or one that the last byte broke? */
function judge(bytes: readonly number[]): 'whole' | 'more' | 'reply' | 'broken' {
  // Alt+arrow and its like put a second ESC before the sequence.
  const start = bytes[0] !== ESC ? 0 : bytes[1] === ESC ? 2 : 1;
  if (start === 0) return judgeCharacter(bytes);
  const kind = bytes[start];
  if (kind === undefined) return 'more';
  if (kind === 0x5b) return judgeCsi(bytes, start + 1);
  if (kind === 0x4f) return judgeSs3(bytes, start + 1);
  if (start === 1 && [0x5d, 0x50, 0x58, 0x5e, 0x5f].includes(kind)) return 'reply';
  if (start === 2) return 'broken';
  return judgeCharacter(bytes.slice(start));
}

/** ESC [ parameters, intermediates, one final byte; and the Linux console's ESC [ [ A. */
function judgeCsi(bytes: readonly number[], from: number): 'whole' | 'more' | 'broken' {
  const first = bytes[from];
  const last = bytes.at(-1) ?? 0;
  if (first === undefined) return 'more';
  if (bytes.length - 1 === from && last === 0x5b) return 'more';
  if (last >= 0x40 && last <= 0x7e) return 'whole';
  // rxvt ends its shifted keys in $: ESC [ 2 $.
  if (last === 0x24 && bytes.length - from === 2 && first >= 0x32 && first <= 0x38) return 'whole';
  return last >= 0x20 && last <= 0x3f && bytes.length < 64 ? 'more' : 'broken';
}

function judgeSs3(bytes: readonly number[], from: number): 'whole' | 'more' | 'broken' {
  const last = bytes.at(-1) ?? 0;
  if (bytes.length === from) return 'more';
  if (last >= 0x40 && last <= 0x7e) return 'whole';
  return (last === 0x3b || (last >= 0x30 && last <= 0x39)) && bytes.length < 16 ? 'more' : 'broken';
}

/** One character in UTF-8. A byte that cannot stand there ends the one before it (shown as U+FFFD). */
function judgeCharacter(bytes: readonly number[]): 'whole' | 'more' | 'broken' {
  const lead = bytes[0] ?? 0;
  const last = bytes.at(-1) ?? 0;
  const size = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  if (lead >= 0xf8) return 'whole';
  if (bytes.length > 1 && (last & 0xc0) !== 0x80) return 'broken';
  return bytes.length >= size ? 'whole' : 'more';
}

function text(bytes: readonly number[]): string {
  return Buffer.from(bytes).toString('utf8');
}
