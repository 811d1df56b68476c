import leven from 'leven';

/**
 * The known key or word that `word` was most likely meant to be, if it is near enough to be a slip;
 * else null.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  // Counting the distance takes the product of both lengths, and the word is a stranger's.
  const given = word.slice(0, 64).toLowerCase();
  const [best] = known
    .map((candidate) => ({ candidate, distance: leven(given, candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, candidate.length / 2))
    .sort((a, b) => a.distance - b.distance);
  return best?.candidate ?? null;
}
