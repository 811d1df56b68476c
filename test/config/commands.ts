/** Command lines of nasty words, as `credential_process` may have them. */
import fc from 'fast-check';
import { processLine } from '../../src/config/process-line.ts';

/** Words of what shells and INI readers take for more than letters. */
const nasty = fc.stringMatching(/^[ a'"$`\\;#&|<>(){}*?!~%^=,[\]:@é🙂\u00a0-]{0,12}$/u);
const word = fc.oneof(
  nasty,
  nasty.map((text) => text.replaceAll(/["%!#;]/g, '\\')),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    ' ',
    "'",
    ' #',
    '# ;',
    "' ;'",
    '\\',
    '\\ ',
    'a\\',
    'a b\\\\',
    '--',
    '~',
    '$HOME',
    '`id`',
  ),
);

/** Lists of words that can be written on POSIX. */
export const COMMANDS: readonly string[][] = sample('linux');
/** And on Windows. */
export const FOR_WINDOWS: readonly string[][] = sample('win32');

function sample(platform: NodeJS.Platform): string[][] {
  const writable = word.filter((text) => {
    try {
      processLine(['x', text], platform);
      return true;
    } catch {
      return false;
    }
  });
  return fc.sample(fc.array(writable, { minLength: 1, maxLength: 6 }), 300);
}
