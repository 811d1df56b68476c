import leven from 'leven';

/** The known word a slip most likely meant; null where none is near enough to be helpful. */
export function nearest(word: string, known: readonly string[]): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const name of known) {
    const distance = leven(word, name);
    if (distance < least) {
      least = distance;
      best = name;
    }
  }
  return best;
}
