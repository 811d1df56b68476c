import { nfc } from './glob.ts';

/**
 * Whether every text that `narrow` takes is taken by `wide` too. Both are globs; a character of a
 * glob stands for one code point. Takes the product of their lengths.
 */
export function covers(wide: string, narrow: string): boolean {
  const a = tokens(wide);
  const b = tokens(narrow);
  // fits[j]: a's beginning so far takes all that b's first j tokens take.
  let fits = b.map(() => false);
  fits = [true, ...fits];
  for (const token of a) {
    const next: boolean[] = [token === '*' && (fits[0] ?? false)];
    for (let j = 1; j <= b.length; j++) {
      const given = b[j - 1];
      if (token === '*') next.push((fits[j] ?? false) || (next[j - 1] ?? false));
      else next.push((fits[j - 1] ?? false) && given !== '*' && (token === '?' || token === given));
    }
    fits = next;
  }
  return fits[b.length] ?? false;
}

/** Whether some text is taken by both globs. */
export function meets(one: string, other: string): boolean {
  const a = tokens(one);
  const b = tokens(other);
  let common = [true];
  for (let j = 1; j <= b.length; j++) common.push((common[j - 1] ?? false) && b[j - 1] === '*');
  for (const token of a) {
    const next: boolean[] = [(common[0] ?? false) && token === '*'];
    for (let j = 1; j <= b.length; j++) {
      const given = b[j - 1];
      if (token === '*' || given === '*') {
        next.push((common[j] ?? false) || (next[j - 1] ?? false) || (common[j - 1] ?? false));
      } else {
        next.push((common[j - 1] ?? false) && (token === '?' || given === '?' || token === given));
      }
    }
    common = next;
  }
  return common[b.length] ?? false;
}

/** Characters; a run of wildcards as its question marks and then one star, so that equal runs are equal. */
function tokens(glob: string): string[] {
  const sorted = nfc(glob).replace(/[*?]+/g, (run) => {
    const marks = run.replaceAll('*', '');
    return run.length > marks.length ? `${marks}*` : marks;
  });
  return Array.from(sorted);
}
