/**
 * Text from elsewhere (profile names, rules' reasons, justifications, AWS's messages) on its way to a
 * terminal. A terminal obeys what it is sent and Ink lets OSC 8 links and concealed text pass, so
 * everything foreign goes through here first, and what could act or hide becomes something to see.
 *
 * Escaped: control characters (C0, DEL, C1), format characters (bidi controls and marks, zero-width
 * characters, tags), every blank that is not the plain space, variation selectors and all else that
 * Unicode calls default-ignorable, private-use and unassigned code points, lone surrogates, and
 * combining marks with nothing to stand on or stacked higher than any script needs. A zero-width
 * joiner is escaped in emoji too: a family comes apart into its members, and no code point that takes
 * no room of its own is ever trusted. A backslash stays as it is, so a text that holds the four
 * characters `\x1b` looks like an escaped ESC: odd in either case, which is what an approver must see.
 * Letters that merely look alike (Cyrillic a for Latin a) are not this file's business.
 */

/** Nothing in here can need an escape: the road nearly every text takes. */
const PLAIN = /^[\x20-\x7e]*$/;

/**
 * Code points that act on the terminal, take no room, or look like a blank without being the space. Made
 * when needed: looking up what Unicode says takes half a millisecond.
 */
const hiddenOnes = () => /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;

const marksOnly = () => /\p{M}/u;

/** Marks one letter may carry. Pointed Hebrew needs three; what is above that paints other rows. */
const MARKS_PER_LETTER = 4;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * A text as it may be shown: whatever could act on the terminal or hide from the reader is written out
 * as `\n`, `\x1b` or `\u{202e}`. Clean text comes back unchanged.
 * @param options.newlines keep line feeds (a text shown in a box of its own); CR LF counts as one.
 */
export function visible(text: string, options: { readonly newlines?: boolean } = {}): string {
  if (PLAIN.test(text)) return text;
  return pieces(options.newlines ? text.replaceAll('\r\n', '\n') : text, options.newlines).join('');
}

/**
 * `visible` for a place of one line: at most `limit` UTF-16 units and a mark that tells how many
 * characters of the original were left out. Never cuts an escape or a surrogate pair in two.
 */
export function visibleLine(text: string, limit = 200): string {
  // What is cut anyway need not be escaped first: one hostile name may hold megabytes.
  const head = text.length > limit ? [...text.slice(0, limit + 1)].slice(0, -1).join('') : text;
  let shown = '';
  let kept = 0;
  for (const piece of PLAIN.test(head) ? head : pieces(head, false)) {
    if (shown.length + piece.length > limit) break;
    shown += piece;
    kept++;
  }
  const left = countCodePoints(text) - kept;
  return left === 0 ? shown : `${shown}...(+${left})`;
}

/** One entry a code point: itself or its escape. */
function pieces(text: string, newlines = false): string[] {
  let marks = MARKS_PER_LETTER; // nothing to stand on yet
  const out: string[] = [];
  const [hidden, mark] = [hiddenOnes(), marksOnly()];
  for (const char of text) {
    const isMark = mark.test(char);
    marks = isMark ? marks + 1 : 0;
    if (char === ' ' || (newlines && char === '\n')) {
      marks = char === ' ' ? 0 : MARKS_PER_LETTER;
      out.push(char);
    } else if (hidden.test(char) || (isMark && marks > MARKS_PER_LETTER)) {
      marks = MARKS_PER_LETTER;
      out.push(written(char));
    } else out.push(char);
  }
  return out;
}

function written(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (SHORT[char]) return SHORT[char];
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}

function countCodePoints(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length - 1; at++) {
    const high = text.charCodeAt(at) & 0xfc00;
    if (high === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) pairs++;
  }
  return text.length - pairs;
}
