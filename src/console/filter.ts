/** The filter of the lists: fuzzy words, all of which must match; `!word` keeps what does not match. */

interface Term {
  readonly text: string;
  readonly invert: boolean;
}

/** Longer fields are not searched beyond this: a hostile name must not cost a key press its frame. */
const SEARCHED = 256;

/** Splits what was typed into words. A lone `!` says nothing yet. */
export function parseFilter(text: string): Term[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .map((word) =>
      word.startsWith('!') ? { text: word.slice(1), invert: true } : { text: word, invert: false },
    )
    .filter((term) => term.text !== '');
}

/** What is searched of one entry; the first field is its name, which weighs more. */
export type Searchable = readonly string[];

/** Makes the fields of an entry searchable. Done once for many filters: it is most of their cost. */
export function searchable(fields: readonly string[]): Searchable {
  return fields.map((field) => field.slice(0, SEARCHED).toLowerCase());
}

/** Gives the indexes of the entries that pass, better matches first, otherwise in their own order. */
export function filterIndexes(entries: readonly Searchable[], text: string): number[] {
  const terms = parseFilter(text);
  if (terms.length === 0) return entries.map((_, index) => index);
  const buckets: number[][] = [];
  for (let index = 0; index < entries.length; index++) {
    const rank = rankAll(entries[index] ?? [], terms);
    if (rank === null) continue;
    const bucket = buckets[rank];
    if (bucket) bucket.push(index);
    else buckets[rank] = [index];
  }
  return buckets.flat();
}

/** 0 for the best; null where a word does not match. */
function rankAll(fields: Searchable, terms: readonly Term[]): number | null {
  let rank = 0;
  for (const term of terms) {
    const found = rankOne(fields, term.text);
    if (term.invert ? found !== null : found === null) return null;
    rank += found ?? 0;
  }
  return rank;
}

/** 0: the name begins with it, 1: the name holds it, 2: another field does, 3: its letters in order. */
function rankOne(fields: readonly string[], word: string): number | null {
  const at = (fields[0] ?? '').indexOf(word);
  if (at >= 0) return at === 0 ? 0 : 1;
  let best: number | null = null;
  for (const field of fields) {
    if (field.includes(word)) return 2;
    if (best === null && inOrder(field, word)) best = 3;
  }
  return best;
}

/** True where the letters of `word` stand in `field` in that order, with anything between. */
function inOrder(field: string, word: string): boolean {
  let from = 0;
  for (let index = 0; index < word.length; index++) {
    from = field.indexOf(word[index] ?? '', from) + 1;
    if (from === 0) return false;
  }
  return true;
}
