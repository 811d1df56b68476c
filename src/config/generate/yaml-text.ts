/** A string as YAML reads it back, in quotes unless it is a plain word; letters of any script stay. */
export function yamlText(text: string): string {
  if (/^[A-Za-z][A-Za-z0-9-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$/i.test(text)) {
    return text;
  }
  return JSON.stringify(text).replaceAll(
    /[^\p{L}\p{N}\p{P}\p{S} ]/gu,
    (char) => `\\U${(char.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`,
  );
}

/** Entries of a list, one a line, below a key that is indented by `indent` spaces. */
export function yamlList(entries: readonly string[], indent: number): string {
  const space = ' '.repeat(indent + 2);
  return entries.map((entry) => `\n${space}- ${yamlText(entry)}`).join('');
}
