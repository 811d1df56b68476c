/**
 * The value of `credential_process` in an AWS config file. Those who read it do not agree on a language:
 * on POSIX the JavaScript, Go and Java SDKs hand it to `sh -c` and botocore splits it as Python's shlex
 * does; on Windows the JavaScript SDK hands it to cmd.exe and botocore splits it by the rules of
 * Microsoft's C runtime. And before them the line goes through an INI reader, of which the JavaScript
 * SDK's ends a line at a `#` or `;` after white space, quotes or not. So words are written in the part of
 * these languages that means the same in all of them; what cannot be is refused. Pure.
 */
import { SentinelError } from '../errors.ts';

/**
 * @param words the program and its arguments; the program is no shell's keyword.
 * @returns one line that every AWS SDK on this platform reads as these words.
 * @throws SentinelError `usage` for a word that cannot be written so.
 */
export function processLine(words: readonly string[], platform: NodeJS.Platform): string {
  const quote = platform === 'win32' ? windowsWord : posixWord;
  return words.map((word, i) => quote(checked(word), i === 0)).join(' ');
}

/** A line that ends early is another command; so are bytes that a terminal or editor does not show. */
function checked(word: string): string {
  if (/[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u.test(word)) {
    throw refusal(word, 'a line break or control character');
  }
  if (!word.isWellFormed()) throw refusal(word, 'half a character (a lone surrogate)');
  return word;
}

function posixWord(word: string, first: boolean): string {
  // As the first word `a=b` would set a variable.
  const plain = first ? /^[\w@%+:,./-]+$/ : /^[\w@%+=:,./-]+$/;
  if (plain.test(word)) return word;
  return `'${word
    .replaceAll("'", "'\\''")
    // Out of the quotes and escaped, these do not follow white space.
    .replaceAll(/(?<=\s)[;#]/g, "'\\$&'")}'`;
}

function windowsWord(word: string): string {
  const bad = /["%!]/.exec(word);
  if (bad) throw refusal(word, `${bad[0]}, which cmd.exe does not leave alone`);
  if (/\s[;#]/.test(word)) throw refusal(word, 'a ; or # after white space');
  if (/^[\w@+:./\\-]+$/.test(word)) return word;
  // Backslashes before the closing quote would be its escapes.
  return `"${word.replace(/\\+$/, '$&$&')}"`;
}

function refusal(word: string, what: string): SentinelError {
  return new SentinelError(
    'usage',
    `${JSON.stringify(word)} cannot stand in a credential_process line: it holds ${what}.`,
    ['Use another name or path.'],
  );
}
