import { compileGlob, type Glob } from './glob.ts';
import { buildNeedles, type Needles } from './needles.ts';

/** A set of rules, one bit each in file order. */
export type RuleSet = Int32Array;

/** Answers "which rules take this text?" for one condition over all rules at once. */
export interface GlobIndex {
  /** Writes into `out` the rules whose condition is absent or takes the text (null: no text to match). */
  match(text: string | null, out: RuleSet): void;
}

/** A pattern with the rules that have it. */
interface Entry {
  readonly glob: Glob;
  readonly rules: RuleSet;
}

/**
 * Builds the index from each rule's patterns: undefined where the rule does not ask and takes anything;
 * an empty list (a group that nobody is in) takes nothing. Exact patterns are
 * looked up; `abc*` and `*abc` are found by the few lengths that occur; of the others only those are
 * tested whose rarest word stands in the text. So 5,000 texts against 300 rules stay in budget.
 */
export function buildGlobIndex(conditions: readonly (readonly string[] | undefined)[]): GlobIndex {
  const words = Math.max(1, Math.ceil(conditions.length / 32));
  const free = new Int32Array(words);
  const entries = new Map<string, Entry>();
  conditions.forEach((patterns, rule) => {
    if (patterns === undefined) add(free, rule);
    for (const pattern of patterns ?? []) {
      const known = entries.get(pattern) ?? {
        glob: compileGlob(pattern),
        rules: new Int32Array(words),
      };
      add(known.rules, rule);
      entries.set(pattern, known);
    }
  });
  const byForm = Object.groupBy(entries.values(), ({ glob }) => glob.form);
  const exact = tableOf(byForm.exact ?? [], ({ pattern }) => pattern);
  const heads = byLength(byForm.prefix ?? [], ({ prefix }) => prefix);
  const tails = byLength(byForm.suffix ?? [], ({ pattern }) => pattern.slice(1));
  const { needles, wordless } = byRarestWord(byForm.other ?? []);
  return {
    match(text, out) {
      out.set(free);
      if (text === null) return;
      const whole = exact.get(text);
      if (whole) join(out, whole);
      for (const [length, table] of heads) {
        const rules = length > text.length ? undefined : table.get(text.slice(0, length));
        if (rules) join(out, rules);
      }
      for (const [length, table] of tails) {
        const rules =
          length > text.length ? undefined : table.get(text.slice(text.length - length));
        if (rules) join(out, rules);
      }
      const tryOne = ({ glob, rules }: Entry): void => {
        if (glob.test(text)) join(out, rules);
      };
      needles?.find(text, tryOne);
      wordless.forEach(tryOne);
    },
  };
}

/** The rules by the literal part of their patterns. Two patterns may be one after NFC. */
function tableOf(entries: readonly Entry[], literal: (glob: Glob) => string): Map<string, RuleSet> {
  const table = new Map<string, RuleSet>();
  for (const { glob, rules } of entries) {
    const known = table.get(literal(glob));
    if (known) join(known, rules);
    else table.set(literal(glob), rules.slice());
  }
  return table;
}

/** Such a table for each length of literal that occurs. */
function byLength(
  entries: readonly Entry[],
  literal: (glob: Glob) => string,
): [length: number, table: Map<string, RuleSet>][] {
  const lengths = new Set(entries.map(({ glob }) => literal(glob).length));
  return [...lengths].map((length) => [
    length,
    tableOf(
      entries.filter(({ glob }) => literal(glob).length === length),
      literal,
    ),
  ]);
}

/** The words of patterns such as `arn:*:role/a*`: of each pattern the one that fewest others share. */
function byRarestWord(entries: readonly Entry[]): {
  needles: Needles<Entry> | null;
  wordless: readonly Entry[];
} {
  if (entries.length === 0) return { needles: null, wordless: [] };
  const wordsOf = ({ glob }: Entry): string[] =>
    glob.pattern.split(/[*?]/).filter((word) => word !== '');
  const counts = new Map<string, number>();
  for (const entry of entries) {
    for (const word of new Set(wordsOf(entry))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const rarest = (entry: Entry): string | undefined =>
    wordsOf(entry).sort(
      (a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0) || b.length - a.length,
    )[0];
  const pairs = entries.map((entry) => [rarest(entry), entry] as const);
  return {
    needles: buildNeedles(
      pairs.flatMap(([word, entry]) => (word === undefined ? [] : [[word, entry] as const])),
    ),
    wordless: pairs.flatMap(([word, entry]) => (word === undefined ? [entry] : [])),
  };
}

/** Keeps in `set` only what is in `other` too. */
export function meet(set: RuleSet, other: RuleSet): void {
  for (let w = 0; w < set.length; w++) set[w] = (set[w] as number) & (other[w] as number);
}

/** Puts one rule into a set. */
export function add(set: RuleSet, rule: number): void {
  set[rule >> 5] = (set[rule >> 5] as number) | (1 << (rule & 31));
}

/** The first rule that is in both sets; -1 for none. */
export function firstInBoth(one: RuleSet, other: RuleSet): number {
  for (let w = 0; w < one.length; w++) {
    const bits = (one[w] as number) & (other[w] as number);
    if (bits !== 0) return w * 32 + 31 - Math.clz32(bits & -bits);
  }
  return -1;
}

/** The rules of a set, in file order. */
export function* members(set: RuleSet): Generator<number> {
  for (let w = 0; w < set.length; w++) {
    for (let bits = set[w] as number; bits !== 0; bits &= bits - 1) {
      yield w * 32 + 31 - Math.clz32(bits & -bits);
    }
  }
}

function join(set: RuleSet, other: RuleSet): void {
  for (let w = 0; w < set.length; w++) set[w] = (set[w] as number) | (other[w] as number);
}
