/** A command line as bash's readline sees it when Tab is pressed. Pure. */

export interface BashLine {
  /** Whole words before the cursor's, quotes taken away; the program's own name is the first. */
  readonly before: readonly string[];
  /** The cursor's word up to the cursor, quotes taken away. */
  readonly current: string;
  /** The quote that is open at the cursor. */
  readonly quote: '' | '"' | "'";
  /** So many characters of `current` stay: readline puts what is chosen behind them. */
  readonly kept: number;
  /** Where each word of `before`, and then the current one, begins in the text. */
  readonly starts: readonly number[];
}

/**
 * Reads the text before the cursor. Nothing is expanded: `$HOME` stays `$HOME`.
 * @param breaks bash's COMP_WORDBREAKS: readline replaces what is behind the last of these.
 * @returns null where readline's idea of the word cannot be known (a quote closed inside of it).
 */
export function readBashLine(text: string, breaks: string): BashLine | null {
  const before: string[] = [];
  const starts: number[] = [];
  let word = '';
  let inWord = false;
  let quote: BashLine['quote'] = '';
  let closed = false;
  let kept = 0;
  const begin = (at: number) => {
    if (!inWord) starts.push(at);
    inWord = true;
  };
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    const next = text[at + 1];
    if (quote === '' && /\s/.test(char)) {
      if (inWord) before.push(word);
      [word, inWord, closed, kept] = ['', false, false, 0];
      continue;
    }
    begin(at);
    if (char === '\\' && quote !== "'" && next !== undefined) {
      // Inside double quotes a backslash stands for itself, but before these.
      word += quote === '"' && !/["$`\\]/.test(next) ? char + next : next;
      at++;
    } else if (quote === '' && (char === '"' || char === "'")) {
      quote = char;
      kept = word.length;
    } else if (char === quote) {
      quote = '';
      closed = true;
    } else {
      word += char;
      if (quote === '' && breaks.includes(char)) kept = word.length;
    }
  }
  if (!inWord) starts.push(text.length);
  return inWord && closed ? null : { before, current: word, quote, kept, starts };
}

/**
 * A text as it may stand at the cursor, so that bash takes it as it is; null where no way of writing it
 * is safe (history expansion acts inside double quotes, and no backslash takes that away).
 */
export function bashQuoted(text: string, quote: BashLine['quote']): string | null {
  if (quote === "'") return text.replaceAll("'", "'\\''");
  if (quote === '"') return text.includes('!') ? null : text.replaceAll(/["$`\\]/g, '\\$&');
  return text.replaceAll(/[^\w@%+,./:=\u0080-\uffff-]/g, '\\$&');
}
