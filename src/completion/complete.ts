import { type Answer, answer } from './answer.ts';
import type { LocalContext } from './local.ts';
import { readBashLine } from './shells/bash-line.ts';
import { forBash, forFish, forZsh } from './shells/written.ts';
import type { Table } from './table.ts';

/**
 * What `sentinel __complete ARGS` prints; empty where nothing is offered.
 *
 *     bash BREAKS TEXT        COMP_WORDBREAKS, and the line up to the cursor as it is typed
 *     zsh|fish WORD... WORD   the words behind the program's name; the last one up to the cursor
 */
export function complete(table: Table, args: readonly string[], ctx: LocalContext): string {
  const [shell, ...words] = args;
  if (shell === 'bash') {
    const line = readBashLine(words[1] ?? '', words[0] ?? '');
    if (!line) return '';
    const { before, current } = line;
    const found = answer(table, { before: before.slice(1), current }, ctx);
    return found ? forBash(found, line) : '';
  }
  const write: ((answer: Answer) => string) | null =
    shell === 'zsh' ? forZsh : shell === 'fish' ? forFish : null;
  const current = words.pop();
  if (!write || current === undefined) return '';
  const found = answer(table, { before: words, current }, ctx);
  return found ? write(found) : '';
}
