/**
 * Takes the static keys of one profile out of the text of an AWS file. Every other byte stays as it is.
 * Pure.
 */

export type TakenOut =
  | { readonly text: string; readonly why: null }
  /** Why not, as the end of a sentence. */
  | { readonly text: null; readonly why: string };

const HEADER = /^\s*\[\s*(.*?)\s*\]/;
const SETTING = /^(\s*)(aws_access_key_id|aws_secret_access_key)\s*=\s*(.*?)\s*$/i;

/**
 * @param text the file, one character a byte (latin1), so that nothing in it is decoded.
 * @param header what stands between the brackets of its section: `alice`, `profile alice`.
 * @param key what is to be taken out, and nothing else.
 */
export function takeKeysOut(
  text: string,
  header: string,
  key: { readonly id: string; readonly secret: string },
): TakenOut {
  // With their ends, so that what is put together again is the same.
  const lines = text.match(/[^\n]*\n|[^\n]+/g) ?? [];
  const kept: string[] = [];
  const taken = new Set<string>();
  let inside = false;
  let above: string | null = null;
  for (const line of lines) {
    const body = line.replace(/\r?\n$/, '');
    const name = HEADER.exec(body)?.[1];
    if (name !== undefined) inside = plain(name) === plain(header);
    if (above !== null && continues(body, above)) {
      return no(`the line after ${above.trim().split(/\s*=/)[0]} belongs to it`);
    }
    const [, indent = '', setting = '', value = ''] = (inside && SETTING.exec(body)) || [];
    above = setting === '' ? null : `${indent}${setting}`;
    if (setting === '') {
      kept.push(line);
      continue;
    }
    const isId = setting.toLowerCase() === 'aws_access_key_id';
    if (value !== (isId ? key.id : key.secret)) return no('other keys stand there meanwhile');
    taken.add(setting.toLowerCase());
  }
  return taken.size === 2 ? { text: kept.join(''), why: null } : no('they are not there any more');
}

/** Quotes and several blanks mean nothing in a header. */
function plain(header: string): string {
  return header.replace(/["']/g, '').replace(/\s+/g, ' ');
}

/** A deeper line under a setting is part of its value, by the rules of Python's parser. */
function continues(line: string, above: string): boolean {
  const depth = (text: string) => text.length - text.trimStart().length;
  return line.trim() !== '' && !/^\s*[#;[]/.test(line) && depth(line) > depth(above);
}

function no(why: string): TakenOut {
  return { text: null, why };
}
