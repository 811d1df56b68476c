import { nfc } from './glob.ts';

/**
 * Replaces entries that equal a group's name by its members, groups inside groups too. What is left
 * are globs over names. Groups are called by their names in NFC, as the parser gives them. (The parser has refused circles; a name met twice is taken once.)
 */
export function expandGroups(
  entries: readonly string[],
  groups: Readonly<Record<string, readonly string[]>>,
): string[] {
  const names = new Set<string>();
  const seen = new Set<string>();
  const open = [...entries];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const entry = nfc(next);
    if (!Object.hasOwn(groups, entry)) names.add(entry);
    else if (!seen.has(entry)) {
      seen.add(entry);
      open.push(...(groups[entry] as readonly string[]));
    }
  }
  return [...names];
}
