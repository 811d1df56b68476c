import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  Parser,
} from 'yaml';
import type { Problems } from '../problems.ts';
import type { MapNode, Node, Place } from './nodes.ts';
import { quoted } from './readers.ts';
import { tooDeep } from './too-deep.ts';

/** More than this many nodes reached through aliases is a bomb: no policy needs a hundredth of it. */
const ALIASED = 10_000;

/**
 * Text to nodes with the `yaml` package, which is costly to load: only `read.ts` imports this file,
 * and late. The package's own values are never built (`toJS`), so that aliases cannot multiply.
 * @returns null where the text is no document; then there is a problem.
 */
export function composeYaml(text: string, problems: Problems): Node | null {
  const lines = new LineCounter();
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const deep = tooDeep(tokens);
  if (deep !== null) {
    problems.add(place(deep), 'nested too deep');
    return null;
  }
  // The package looks for duplicate keys in quadratic time; toNode does it in one pass.
  const composer = new Composer({ version: '1.2', uniqueKeys: false, prettyErrors: false });
  const documents = [...composer.compose(tokens, true, text.length)];
  const first = documents[0] as Document.Parsed;
  for (const document of documents) {
    for (const error of [...document.errors, ...document.warnings]) {
      problems.add(
        place(error.pos[0]),
        `not valid YAML: ${lowerFirst(error.message.slice(0, 200))}`,
      );
    }
  }
  const second = documents[1];
  if (second) problems.add(place(second.range[0]), 'more than one YAML document; keep one');
  const { yaml } = first.directives;
  if (yaml.explicit && yaml.version !== '1.2') {
    problems.add({ line: 1, column: 1 }, `%YAML ${yaml.version} is not supported; write YAML 1.2`);
  }
  if (problems.any) return null;
  return new Converter(problems, place).root(first.contents);
}

class Converter {
  readonly #problems: Problems;
  readonly #place: (offset: number) => Place;
  readonly #anchors = new Map<string, { node: Node; size: number } | null>();
  #aliased = 0;
  #size = 0;

  constructor(problems: Problems, place: (offset: number) => Place) {
    this.#problems = problems;
    this.#place = place;
  }

  root(contents: unknown): Node {
    return this.#convert(contents, { line: 1, column: 1 });
  }

  #convert(node: unknown, around: Place): Node {
    const at = hasRange(node) ? this.#place(node.range[0]) : around;
    this.#size++;
    if (isAlias(node)) return this.#follow(node.source, at);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    const before = this.#size;
    if (anchor !== undefined) this.#anchors.set(anchor, null); // until it is whole
    if (
      (isMap(node) || isSeq(node) || isScalar(node)) &&
      node.tag !== undefined &&
      explicit(node.tag)
    ) {
      this.#problems.add(at, `the tag ${quoted(node.tag)} is not allowed`);
    }
    const made = this.#make(node, at);
    if (anchor !== undefined)
      this.#anchors.set(anchor, { node: made, size: this.#size - before + 1 });
    return made;
  }

  #make(node: unknown, at: Place): Node {
    if (isMap(node)) return this.#map(node.items, at);
    if (isSeq(node)) {
      return { kind: 'list', at, items: node.items.map((item) => this.#convert(item, at)) };
    }
    if (!isScalar(node)) return { kind: 'scalar', at, value: null, source: '' };
    const { value } = node;
    const source = typeof node.source === 'string' ? node.source : '';
    if (typeof value === 'string' && !value.isWellFormed()) {
      this.#problems.add(at, 'holds half a character (a lone surrogate)');
    }
    const plain =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return { kind: 'scalar', at, value: plain ? value : null, source };
  }

  #map(items: readonly { key: unknown; value: unknown }[], at: Place): MapNode {
    const lines = new Map<string, number>();
    const entries: MapNode['entries'][number][] = [];
    for (const { key, value } of items) {
      const name = this.#convert(key, at);
      if (name.kind !== 'scalar' || typeof name.value !== 'string') {
        this.#problems.add(name.at, 'a key must be a string; put it in quotes');
        continue;
      }
      const earlier = lines.get(name.value);
      if (earlier !== undefined) {
        this.#problems.add(
          name.at,
          `duplicate key ${quoted(name.value)}; it stands in line ${earlier} already`,
        );
        continue;
      }
      lines.set(name.value, name.at.line);
      entries.push({ key: name.value, at: name.at, value: this.#convert(value, name.at) });
    }
    return { kind: 'map', at, entries };
  }

  #follow(name: string, at: Place): Node {
    const anchor = this.#anchors.get(name);
    if (!anchor) {
      const why =
        anchor === null ? 'stands inside what it repeats' : 'repeats nothing that was named before';
      this.#problems.add(at, `the alias ${quoted(`*${name}`)} ${why}`);
      return { kind: 'scalar', at, value: null, source: '' };
    }
    this.#size += anchor.size;
    this.#aliased += anchor.size;
    if (this.#aliased > ALIASED) {
      this.#problems.add(at, 'the aliases repeat too much (an alias bomb)');
      return { kind: 'scalar', at, value: null, source: '' };
    }
    return anchor.node;
  }
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

/** Only the tags that say what a plain value is anyway. */
function explicit(tag: string): boolean {
  return !/^(!|tag:yaml\.org,2002:(str|int|float|bool|null|map|seq))$/.test(tag);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
