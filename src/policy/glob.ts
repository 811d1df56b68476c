/**
 * Globs over whole strings: `*` is any run of characters, `?` exactly one (a code point); all else
 * stands for itself, case and all. No regular expression is ever built from a pattern. Both sides
 * are compared in Unicode NFC: the caller normalises the text once (`nfc`), patterns are done here.
 */

/** A pattern's parts: `*` splits it; the first part is bound to the start, the last to the end. */
export interface Glob {
  readonly pattern: string;
  /** The literal text before the first wildcard; all of the pattern where there is none. */
  readonly prefix: string;
  /** `exact`, `prefix` (`abc*`) and `suffix` (`*abc`) can be looked up in tables. */
  readonly form: 'exact' | 'prefix' | 'suffix' | 'other';
  test(text: string): boolean;
}

/** Unicode NFC: names that look the same are the same. */
export function nfc(text: string): string {
  return text.normalize('NFC');
}

/** Compiles one pattern. Matching takes one pass over the text. */
export function compileGlob(raw: string): Glob {
  const pattern = nfc(raw).replace(/\*{2,}/g, '*');
  const wild = pattern.search(/[*?]/);
  if (wild < 0)
    return { pattern, prefix: pattern, form: 'exact', test: (text) => text === pattern };
  const prefix = pattern.slice(0, wild);
  if (wild === pattern.length - 1 && pattern[wild] === '*') {
    return { pattern, prefix, form: 'prefix', test: (text) => text.startsWith(prefix) };
  }
  const rest = pattern.slice(1);
  if (pattern[0] === '*' && !/[*?]/.test(rest)) {
    return { pattern, prefix, form: 'suffix', test: (text) => text.endsWith(rest) };
  }
  return {
    pattern,
    prefix,
    form: 'other',
    test: pattern.includes('?') ? byPoint(pattern) : byText(pattern),
  };
}

/** Without `?`: the parts are found one after the other, each at its first place, which is enough. */
function byText(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*');
  const first = parts[0] as string;
  const last = parts.at(-1) as string;
  const middle = parts.slice(1, -1);
  const shortest = parts.reduce((sum, part) => sum + part.length, 0);
  return (text) => {
    if (text.length < shortest || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of middle) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return at <= text.length - last.length;
  };
}

/** With `?`: the same over code points, each part found by Shift-And so that no text makes it slow. */
function byPoint(pattern: string): (text: string) => boolean {
  const parts = pattern.split('*').map(points);
  const first = parts[0] as number[];
  const bound = parts.length === 1;
  const last = parts.at(-1) as number[];
  const middle = parts.slice(1, -1).map(shiftAnd);
  return (input) => {
    const text = points(input);
    if (!fits(first, text, 0)) return false;
    if (bound) return text.length === first.length;
    const end = text.length - last.length;
    if (end < first.length || !fits(last, text, end)) return false;
    let at = first.length;
    for (const find of middle) {
      at = find(text, at, end);
      if (at < 0) return false;
    }
    return true;
  };
}

const ANY = 0x3f; // `?`

function points(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) as number);
}

function fits(part: readonly number[], text: readonly number[], from: number): boolean {
  if (from + part.length > text.length) return false;
  return part.every((point, i) => point === ANY || point === text[from + i]);
}

/**
 * Finds a part's first place in text[from, end) and gives the index after it, or -1. Bit i of the
 * state says "the last i + 1 characters fit the part's first i + 1"; one step a character and 32
 * characters of the part (Baeza-Yates and Gonnet, 1992).
 */
function shiftAnd(
  part: readonly number[],
): (text: readonly number[], from: number, end: number) => number {
  const words = Math.ceil(part.length / 32);
  const any = new Int32Array(words);
  const masks = new Map<number, Int32Array>();
  part.forEach((point, i) => {
    if (point === ANY) set(any, i);
    else if (!masks.has(point)) masks.set(point, new Int32Array(words));
  });
  for (const [point, mask] of masks) {
    part.forEach((other, i) => {
      if (other === ANY || other === point) set(mask, i);
    });
  }
  const lastWord = words - 1;
  const lastBit = 1 << ((part.length - 1) & 31);
  return (text, from, end) => {
    if (part.length === 0) return from;
    const state = new Int32Array(words);
    for (let at = from; at < end; at++) {
      const mask = masks.get(text[at] as number) ?? any;
      let carry = 1;
      for (let w = 0; w < words; w++) {
        const before = state[w] as number;
        state[w] = ((before << 1) | carry) & (mask[w] as number);
        carry = before >>> 31;
      }
      if (((state[lastWord] as number) & lastBit) !== 0) return at + 1;
    }
    return -1;
  };
}

function set(bits: Int32Array, i: number): void {
  bits[i >> 5] = (bits[i >> 5] as number) | (1 << (i & 31));
}
