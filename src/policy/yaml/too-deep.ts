import type { CST } from 'yaml';

/** The deepest nesting of any of our formats is 6; recursion stays far from the stack's end. */
const DEEPEST = 40;

/** Where tokens nest deeper than any of our files may, or null. Walks without recursion. */
export function tooDeep(tokens: readonly CST.Token[]): number | null {
  const open: { token: CST.Token | null | undefined; depth: number }[] = tokens.map((token) => ({
    token,
    depth: 0,
  }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (!token) continue;
    if (depth > DEEPEST) return token.offset;
    if (token.type === 'document') open.push({ token: token.value, depth });
    if (!('items' in token)) continue;
    for (const item of token.items) {
      open.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
    }
  }
  return null;
}
