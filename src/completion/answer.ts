/**
 * Completion: which words may stand where the cursor is. `place.ts` finds the place on the line by the
 * commands' declarations, `local.ts` the values of this machine, `shells/` the words of each shell. A shell's
 * script (`scripts/`) asks `sentinel __complete SHELL ...` with each Tab and is told, a line each:
 *
 *     words | partial | files N | folders N | command N    what to do (N: characters, or a word's number)
 *     WORD \t SHOWN                                        the candidates, for `words` and `partial`
 *
 * `partial`: the only candidate is no whole word yet, so no blank follows it. No answer: nothing is offered.
 */
import { visible, visibleLine } from '../terminal/sanitise.ts';
import { type LocalContext, valuesOf } from './local.ts';
import { type Candidate, placeOf } from './place.ts';
import type { Table } from './table.ts';

/** What a shell may do at the cursor, before it is written in that shell's way. */
export type Answer =
  | { readonly kind: 'words'; readonly words: readonly Candidate[] }
  /** The shell's own completion of paths; so many characters of the word stand before the path. */
  | { readonly kind: 'files' | 'folders'; readonly behind: number }
  /** The completion of another command, whose first word is that number of `before`. */
  | { readonly kind: 'command'; readonly at: number };

/**
 * @param line the words between the program's name and the cursor's; `current` up to the cursor.
 * @returns null where nothing can be offered. Words that a terminal would not show as they are, are not offered.
 */
export function answer(
  table: Table,
  line: { readonly before: readonly string[]; readonly current: string },
  ctx: LocalContext,
): Answer | null {
  const { place, given } = placeOf(table, line.before, line.current);
  if (place.kind === 'nothing') return null;
  if (place.kind === 'command') return place;
  const { head } = place;
  if (place.kind === 'words') return choice(place.words, head);
  const typed = line.current.slice(head.length);
  const offered = (of: Parameters<typeof valuesOf>[0], more: readonly Candidate[] = []) =>
    // As a word of its own it would be taken for a flag.
    choice(
      [...valuesOf(of, given, ctx), ...more].filter(({ word }) => head || !word.startsWith('-')),
      head,
    );
  if (place.of === 'folder') return { kind: 'folders', behind: head.length };
  // Where a file may be named, a parameter may be too.
  if (place.of === 'file' && typed.startsWith('ssm:')) return offered('policy');
  if (place.of === 'file') return { kind: 'files', behind: head.length };
  if (place.of !== 'policy') return offered(place.of);
  if (typed.startsWith(FILE)) return { kind: 'files', behind: head.length + FILE.length };
  return offered('policy', [{ word: FILE, about: 'a file' }]);
}

const FILE = 'file:';
/** A name that is longer than this is no name. */
const LONGEST = 512;

function choice(candidates: readonly Candidate[], head: string): Answer | null {
  const words = candidates
    .filter(({ word }) => word !== '' && word.length <= LONGEST && visible(word) === word)
    .map(({ word, about }) => ({ word: head + word, about: visibleLine(about, 70) }));
  return words.length === 0 ? null : { kind: 'words', words };
}
