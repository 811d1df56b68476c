/** IAM's wildcards and policy variables. */

/** The values of a request that conditions and `${...}` variables read; keys in lower case. */
export type Facts = Readonly<Record<string, string | undefined>>;

/** `*` any run, `?` any one character; nothing else is special. Linear but for backtracking to the last `*`. */
export function wild(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let mark = 0;
  while (t < text.length) {
    const c = pattern[p];
    if (c === LITERAL && pattern[p + 1] === text[t]) {
      p += 2;
      t += 1;
    } else if (c === '?' || (c !== undefined && c !== '*' && c !== LITERAL && c === text[t])) {
      p += 1;
      t += 1;
    } else if (c === '*') {
      star = p;
      mark = t;
      p += 1;
    } else if (star >= 0) {
      p = star + 1;
      mark += 1;
      t = mark;
    } else return false;
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

/**
 * Puts the request's values in place of `${aws:username}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}`.
 * A value's own `*` and `?` stay literal. Null where a variable has no value: such a pattern matches
 * nothing (IAM User Guide, "Policy variables").
 */
export function substitute(pattern: string, facts: Facts): string | null {
  let missing = false;
  const text = pattern.replace(/\$\{([^}]*)\}/g, (_all, inner: string) => {
    const name = inner.trim();
    if (name === '*' || name === '?' || name === '$') return LITERAL + name;
    const [key = '', fallback] = name.split(',').map((part) => part.trim());
    const value = facts[key.toLowerCase()] ?? fallback?.replace(/^'(.*)'$/, '$1');
    if (value === undefined) missing = true;
    return literal(value ?? '');
  });
  return missing ? null : text;
}

/** The text that a substituted pattern without wildcards stands for. */
export function plain(pattern: string): string {
  return pattern.replaceAll(LITERAL, '');
}

/** ARNs are compared part by part: a `*` does not reach over a colon of the first five. */
export function arnLike(pattern: string, arn: string): boolean {
  const left = parts(pattern);
  const right = parts(arn);
  return left.length === right.length && left.every((part, at) => wild(part, right[at] ?? ''));
}

// A character no policy text holds marks the next one as itself.
const LITERAL = '\u0000';

function literal(value: string): string {
  return value.replace(/[*?$]/g, (c) => LITERAL + c);
}

function parts(arn: string): string[] {
  const all = arn.split(':');
  return [...all.slice(0, 5), all.slice(5).join(':')];
}
