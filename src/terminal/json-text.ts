/** Nothing in here can need an escape: the road nearly every text takes. */
const PLAIN = /^[\x20-\x7e\n]*$/;

/** Characters that act or hide on a terminal. Made when needed: looking up what Unicode says takes half a millisecond. A raw newline in JSON is between its members, never in a text. */
const hidden = () => /(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * A value as JSON that does nothing to a terminal: control (C1 too, which JSON.stringify leaves), bidi
 * and invisible characters are written as `\uXXXX`. What a parser reads back is unchanged.
 * @param indent blanks a level; without it, all on one line.
 */
export function jsonText(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent);
  return PLAIN.test(json) ? json : json.replace(hidden(), escapeUnits);
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let i = 0; i < character.length; i++) {
    escaped += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
