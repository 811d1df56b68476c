import { nearest } from '../../nearest.ts';
import { nfc } from '../glob.ts';
import type { Problems } from '../problems.ts';
import type { ListNode, MapNode, Node, Place } from './nodes.ts';

/**
 * Reads a node as a T. Where it cannot, it adds a problem and gives undefined; nobody uses a result
 * while there are problems.
 */
export type Reader<T> = (node: Node, problems: Problems) => T | undefined;

/** One key of a record: what it is called in the file, how it is read, whether it must be there. */
export interface Field<T, Required extends boolean> {
  readonly key: string;
  readonly read: Reader<T>;
  readonly required: Required;
}

export function required<T>(key: string, read: Reader<T>): Field<T, true> {
  return { key, read, required: true };
}

export function optional<T>(key: string, read: Reader<T>): Field<T, false> {
  return { key, read, required: false };
}

// biome-ignore lint/suspicious/noExplicitAny: a record's fields are of any type
type Fields = Readonly<Record<string, Field<any, boolean>>>;

type RecordOf<F extends Fields> = {
  readonly [K in keyof F as F[K]['required'] extends true ? K : never]: F[K] extends Field<
    infer T,
    boolean
  >
    ? T
    : never;
} & {
  readonly [K in keyof F as F[K]['required'] extends true ? never : K]?: F[K] extends Field<
    infer T,
    boolean
  >
    ? T
    : never;
};

/** A map with known keys and no others. `what` names it in messages: `a rule`. */
export function record<F extends Fields>(what: string, fields: F): Reader<RecordOf<F>> {
  const names = new Map(
    Object.entries(fields).map(([name, field]) => [field.key, { name, field }]),
  );
  return (node, problems) => {
    const map = asMap(node, what, problems);
    if (!map) return undefined;
    const made: Record<string, unknown> = {};
    for (const { key, at, value } of map.entries) {
      const known = names.get(key);
      if (!known) problems.add(at, unknownKey(key, what, [...names.keys()]));
      else {
        const read = known.field.read(value, problems);
        if (read !== undefined) made[known.name] = read;
      }
    }
    for (const { field } of names.values()) {
      if (!field.required || map.entries.some((entry) => entry.key === field.key)) continue;
      problems.add(map.at, `${what} needs ${quoted(field.key)}`);
    }
    return made as RecordOf<F>;
  };
}

/** A map with free keys, read by `key` and `value`. The result has no prototype. */
export function table<T>(
  what: string,
  key: Reader<string>,
  value: Reader<T>,
): Reader<Record<string, T>> {
  return (node, problems) => {
    const map = asMap(node, what, problems);
    if (!map) return undefined;
    const made: Record<string, T> = Object.create(null);
    for (const entry of map.entries) {
      const source = { kind: 'scalar', at: entry.at, value: entry.key, source: entry.key } as const;
      const name = key(source, problems);
      const read = value(entry.value, problems);
      if (name === undefined || read === undefined) continue;
      // Two spellings of one name are one name (Unicode NFC): the second would silently win.
      const known = nfc(name);
      if (Object.hasOwn(made, known)) {
        problems.add(entry.at, `${quoted(name)} stands twice in ${what}`);
      } else made[known] = read;
    }
    return made;
  };
}

/** A list of at least `least` items. */
export function list<T>(what: string, read: Reader<T>, least = 0): Reader<T[]> {
  return (node, problems) => {
    if (node.kind !== 'list') {
      problems.add(node.at, `${what} must be a list, not ${kindOf(node)}`);
      return undefined;
    }
    if (node.items.length < least) problems.add(node.at, `${what} must not be empty`);
    return readItems(node, read, problems);
  };
}

/** A string that is not blank. `check` says what is wrong with it, or null. */
export function text(what: string, check?: (value: string) => string | null): Reader<string> {
  return (node, problems) => {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      const hint =
        node.kind === 'scalar' && node.value !== null ? `; write ${quoted(node.source)}` : '';
      problems.add(node.at, `${what} must be a string, not ${kindOf(node)}${hint}`);
      return undefined;
    }
    const wrong = node.value.trim() === '' ? 'is blank' : check?.(node.value);
    if (wrong) problems.add(node.at, `${what} ${wrong}`);
    return node.value;
  };
}

/** One of a few words. */
export function choice<const T extends string>(what: string, words: readonly T[]): Reader<T> {
  return (node, problems) => {
    const found = words.find((word) => node.kind === 'scalar' && node.value === word);
    if (found !== undefined) return found;
    const given = node.kind === 'scalar' && typeof node.value === 'string' ? node.value : null;
    const near = given === null ? null : nearest(given, words);
    const said = given === null ? kindOf(node) : quoted(given);
    const hint = near ? `; did you mean ${near}?` : `; it is one of ${words.join(', ')}`;
    problems.add(node.at, `${what} cannot be ${said}${hint}`);
    return undefined;
  };
}

/** What a node is, as a person would say it. */
export function kindOf(node: Node): string {
  if (node.kind === 'map') return 'a map';
  if (node.kind === 'list') return 'a list';
  if (node.value === null) return 'empty';
  if (typeof node.value === 'string') return 'a string';
  return typeof node.value === 'number' ? 'a number' : 'true or false';
}

/** A foreign word in a message: quoted, escaped and cut. */
export function quoted(word: string): string {
  return JSON.stringify(word.length > 60 ? `${word.slice(0, 60)}...` : word);
}

export function unknownKey(key: string, what: string, known: readonly string[]): string {
  const near = nearest(key, known);
  const hint = near ? `did you mean ${quoted(near)}?` : `${what} has ${known.join(', ')}`;
  return `unknown key ${quoted(key)} in ${what}; ${hint}`;
}

function asMap(node: Node, what: string, problems: Problems): MapNode | undefined {
  if (node.kind === 'map') return node;
  problems.add(node.at, `${what} must be a map of keys and values, not ${kindOf(node)}`);
  return undefined;
}

function readItems<T>(node: ListNode, read: Reader<T>, problems: Problems): T[] {
  return node.items.flatMap((item) => {
    const value = read(item, problems);
    return value === undefined ? [] : [value];
  });
}

/** Where to point when a whole list of things is at fault. */
export function placeOf(node: Node, ...path: (string | number)[]): Place {
  let at = node;
  for (const step of path) {
    const next =
      typeof step === 'number' && at.kind === 'list'
        ? at.items[step]
        : at.kind === 'map'
          ? at.entries.find((entry) => entry.key === step)?.value
          : undefined;
    if (!next) break;
    at = next;
  }
  return at.at;
}
