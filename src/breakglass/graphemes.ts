/** What a user does not see at all: joiners, zero-width characters, fillers. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}]*$/u;

/**
 * How many characters a text has as its reader sees them: an emoji with its joiners is one, a letter
 * with its combining marks is one, and what is invisible by itself counts for nothing.
 */
export function countGraphemes(text: string): number {
  let count = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (!INVISIBLE.test(segment)) count++;
  }
  return count;
}
