/** Where on a command line the cursor is: what may stand there. Pure. */
import type { Completes } from '../commands/types.ts';
import type { Table, TableCommand, TableFlag } from './table.ts';

/** A candidate: the whole word, and what it is. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** What may stand at the cursor. `head`: what of the current word stands before it and stays (`--config=`). */
export type Place =
  | { readonly kind: 'words'; readonly head: string; readonly words: readonly Candidate[] }
  | { readonly kind: 'value'; readonly head: string; readonly of: Completes }
  /** A command of the user's, whose first word is number `at` of the words before the cursor. */
  | { readonly kind: 'command'; readonly at: number }
  | { readonly kind: 'nothing' };

export interface Line {
  readonly place: Place;
  /** Flags that are given, with their values (empty: a flag without one). */
  readonly given: ReadonlyMap<string, string>;
}

const NOTHING: Place = { kind: 'nothing' };

/**
 * @param before the words between the program's name and the cursor's word, as the program will get them.
 * @param current the cursor's word up to the cursor.
 */
export function placeOf(table: Table, before: readonly string[], current: string): Line {
  const given = new Map<string, string>();
  const names: string[] = [];
  const positionals: string[] = [];
  let ended = false;
  let waiting: TableFlag | null = null;
  let waitingName = '';
  const at = (place: Place): Line => ({ place, given });
  for (const [index, word] of before.entries()) {
    if (waiting) {
      given.set(waitingName, word);
      waiting = null;
      continue;
    }
    const command = commandOf(table, names);
    if (!ended && word === '--') {
      if (command?.takesCommand) return at({ kind: 'command', at: index + 1 });
      ended = true;
    } else if (!ended && word.length > 1 && word.startsWith('-')) {
      const { name, flag, value } = flagAt(table, command, word);
      if (!flag) continue;
      given.set(name, value ?? '');
      if (flag.type === 'string' && value === null) [waiting, waitingName] = [flag, name];
    } else if (command && names.length > 0) {
      if (command.takesCommand) return at({ kind: 'command', at: index });
      positionals.push(word);
    } else {
      names.push(word);
      if (!names.every((_, count) => begins(table, names.slice(0, count + 1)))) return at(NOTHING);
    }
  }
  const command = commandOf(table, names);
  if (waiting) return at(valuePlace(waiting, ''));
  if (!ended && current.startsWith('-')) return at(flagPlace(table, command, given, current));
  // The console takes no words, so what stands first is a verb.
  if (names.length === 0 && !ended) return at(verbs(table, ''));
  if (!command) return at(ended ? NOTHING : verbs(table, `${names.join(' ')} `));
  if (command.takesCommand) return at({ kind: 'command', at: before.length });
  return at(positionalPlace(command, positionals.length));
}

function commandOf(table: Table, names: readonly string[]): TableCommand | undefined {
  return table.commands.find(({ name }) => name === names.join(' '));
}

function begins(table: Table, names: readonly string[]): boolean {
  const text = names.join(' ');
  return table.commands.some(({ name }) => name === text || name.startsWith(`${text} `));
}

function flagsOf(table: Table, command: TableCommand | undefined) {
  // Before a verb the console's flags may stand.
  const own = command ?? table.commands.find(({ name }) => name === '');
  return { ...table.globals, ...own?.flags };
}

/** `--name`, `--name=value`, `-n`. */
function flagAt(table: Table, command: TableCommand | undefined, word: string) {
  const known = flagsOf(table, command);
  const equals = word.indexOf('=');
  const value = equals < 0 ? null : word.slice(equals + 1);
  const text = equals < 0 ? word : word.slice(0, equals);
  const name = text.startsWith('--')
    ? text.slice(2)
    : (Object.keys(known).find((one) => `-${known[one]?.short}` === text) ?? '');
  return { name, value, flag: Object.hasOwn(known, name) ? known[name] : undefined };
}

function flagPlace(
  table: Table,
  command: TableCommand | undefined,
  given: ReadonlyMap<string, string>,
  current: string,
): Place {
  if (current.includes('=')) {
    const { flag } = flagAt(table, command, current);
    const head = current.slice(0, current.indexOf('=') + 1);
    return flag?.type === 'string' ? valuePlace(flag, head) : NOTHING;
  }
  const words = Object.entries(flagsOf(table, command))
    .filter(([name]) => !given.has(name))
    .map(([name, flag]) => ({ word: `--${name}`, about: flag.summary }));
  return { kind: 'words', head: '', words };
}

function valuePlace(flag: TableFlag, head: string): Place {
  if (flag.choices) return { kind: 'words', head, words: plain(flag.choices) };
  return flag.completes ? { kind: 'value', head, of: flag.completes } : NOTHING;
}

function verbs(table: Table, family: string): Place {
  const words = new Map<string, string>();
  for (const { name, summary } of table.commands) {
    if (name === '' || !name.startsWith(family)) continue;
    const [word = '', ...more] = name.slice(family.length).split(' ');
    const before = words.get(word);
    const about = more.length === 0 ? summary : more.join(' ');
    words.set(word, before === undefined ? about : `${before}, ${about}`);
  }
  return { kind: 'words', head: '', words: [...words].map(([word, about]) => ({ word, about })) };
}

function positionalPlace({ completes, repeats }: TableCommand, index: number): Place {
  const of = completes[index] ?? (repeats ? completes.at(-1) : undefined);
  if (of === undefined) return NOTHING;
  return typeof of === 'string'
    ? { kind: 'value', head: '', of }
    : { kind: 'words', head: '', words: plain(of) };
}

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => ({ word, about: '' }));
}
