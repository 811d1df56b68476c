/** Finds which of many words stand somewhere in a text, in one pass over it. */
export interface Needles<T> {
  /** Calls `found` with what belongs to each word in the text; for a word that stands twice, twice. */
  find(text: string, found: (value: T) => void): void;
}

interface State<T> {
  readonly next: Map<number, State<T>>;
  /** Where to go on when no letter fits: the longest ending of what was read that begins a word. */
  back: State<T> | null;
  /** What belongs to the words that end here. */
  values: readonly T[];
}

/** Builds the automaton of Aho and Corasick (1975) over the words; none of them may be empty. */
export function buildNeedles<T>(words: Iterable<readonly [word: string, value: T]>): Needles<T> {
  const root = state<T>();
  for (const [word, value] of words) {
    let at = root;
    for (let i = 0; i < word.length; i++) {
      const unit = word.charCodeAt(i);
      const next = at.next.get(unit) ?? state<T>();
      at.next.set(unit, next);
      at = next;
    }
    at.values = [...at.values, value];
  }
  const queue = [root];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const [unit, next] of at.next) {
      next.back = at === root ? root : step(root, at.back ?? root, unit);
      next.values = [...next.values, ...next.back.values];
      queue.push(next);
    }
  }
  return {
    find(text, found) {
      let at = root;
      for (let i = 0; i < text.length; i++) {
        at = step(root, at, text.charCodeAt(i));
        for (const value of at.values) found(value);
      }
    },
  };
}

function state<T>(): State<T> {
  return { next: new Map(), back: null, values: [] };
}

function step<T>(root: State<T>, from: State<T>, unit: number): State<T> {
  for (let at: State<T> | null = from; at !== null; at = at.back) {
    const next = at.next.get(unit);
    if (next) return next;
  }
  return root;
}
