/** An answer in the lines that each shell's script reads (see answer.ts). Pure. */
import { narrowWidth } from '../../terminal/narrow-width.ts';
import type { Answer } from '../answer.ts';
import { type BashLine, bashQuoted } from './bash-line.ts';

/** bash takes what it is given as it is: filtered, quoted, and only what readline has not kept. */
export function forBash(answer: Answer, line: BashLine): string {
  if (answer.kind === 'command') return `command ${line.starts[answer.at + 1] ?? 0}\n`;
  if (answer.kind !== 'words') return `${answer.kind} ${answer.behind}\n`;
  const words = answer.words.flatMap(({ word }) => {
    if (!word.startsWith(line.current)) return [];
    return bashQuoted(word.slice(line.kept), line.quote) ?? [];
  });
  const [first, ...others] = words;
  if (first === undefined) return '';
  const partial = others.length === 0 && first.endsWith(':');
  return `${partial ? 'partial' : 'words'}\n${words.join('\n')}\n`;
}

/** zsh filters and quotes by itself; what it shows for a word is made here. */
export function forZsh(answer: Answer): string {
  if (answer.kind === 'command') return `command ${answer.at}\n`;
  if (answer.kind !== 'words') return `${answer.kind} ${answer.behind}\n`;
  const width = Math.max(...answer.words.map(({ word }) => columns(word)));
  const lines = answer.words.map(({ word, about }) => {
    const pad = ' '.repeat(width - columns(word));
    return `${word}\t${about ? `${word}${pad}  -- ${about}` : word}\n`;
  });
  return `words\n${lines.join('')}`;
}

/** fish filters, quotes and shows by itself; only a tilde it leaves as it is, for home folders. */
export function forFish(answer: Answer): string {
  if (answer.kind === 'command') return `command ${answer.at}\n`;
  if (answer.kind !== 'words') return `${answer.kind} ${answer.behind}\n`;
  const words = answer.words.filter(({ word }) => !word.startsWith('~'));
  return `words\n${words.map(({ word, about }) => `${word}\t${about}\n`).join('')}`;
}

/** A guess where no table says it: what follows is aligned a little off, and nothing else. */
function columns(text: string): number {
  return narrowWidth(text) ?? [...text].length;
}
