/** The differences between two policies, put together for people: the gravest first. Pure. */
import type { Mode } from '../types.ts';
import { type Access, accessKey, type Direction, weigh } from './access.ts';
import type { AskedProfile, ClassChange, Question } from './compare.ts';
import type { Difference, Span } from './differences.ts';
import type { Person } from './people.ts';

/** These people gain or lose the same in these profiles, in these modes, at these times. */
export interface VerdictChange {
  readonly direction: Direction;
  /** Its place in the report; the lower, the graver. New access comes first. */
  readonly gravity: number;
  readonly people: readonly Person[];
  /** Everybody who was asked about. */
  readonly everyone: boolean;
  readonly profiles: readonly string[];
  readonly modes: readonly Mode[];
  readonly before: Access;
  readonly after: Access;
  readonly spans: readonly Span[];
  readonly zone: string;
}

/** People and profiles that share all their changes. */
interface Block {
  readonly people: readonly Person[];
  readonly profiles: readonly AskedProfile[];
}

/** Groups changes: modes, then profiles of the same people, then people of the same profiles. */
export function reportOf(changes: readonly ClassChange[], question: Question): VerdictChange[] {
  const places = placesOf<object>([...question.people, ...question.profiles]);
  const found: VerdictChange[] = [];
  for (const { difference, modes, blocks } of byDifference(changes)) {
    for (const { people, profiles } of merged(blocks)) {
      found.push({
        ...weigh(difference.before, difference.after),
        people: withoutRepeats(people).toSorted(places),
        everyone: people.length === question.people.length,
        profiles: [...new Set(profiles.toSorted(places).map(({ name }) => name))],
        modes: question.modes.filter((mode) => modes.includes(mode)),
        ...difference,
      });
    }
  }
  return found.sort(
    (a, b) =>
      a.gravity - b.gravity ||
      Number(isWide(b)) - Number(isWide(a)) ||
      b.people.length * b.profiles.length - a.people.length * a.profiles.length ||
      compareText(a, b),
  );
}

function byDifference(changes: readonly ClassChange[]) {
  const idOf = counter();
  const modesOf = new Map<string, { difference: Difference; block: Block; modes: Mode[] }>();
  for (const { people, profiles, mode, differences } of changes) {
    for (const difference of differences) {
      const key = `${idOf(people)} ${idOf(profiles)} ${keyOf(difference)}`;
      const known = modesOf.get(key);
      if (known) known.modes.push(mode);
      else modesOf.set(key, { difference, block: { people, profiles }, modes: [mode] });
    }
  }
  const groups = Map.groupBy(
    modesOf.values(),
    ({ difference, modes }) => `${modes.join()} ${keyOf(difference)}`,
  );
  return [...groups.values()].map((some) => ({
    ...(some[0] as (typeof some)[number]),
    blocks: some.map(({ block }) => block),
  }));
}

const keys = new WeakMap<Difference, string>();

/** Differences are shared by very many, so each one's key is made once. */
function keyOf(difference: Difference): string {
  const known = keys.get(difference);
  if (known !== undefined) return known;
  const { before, after, spans, zone } = difference;
  const key = `${accessKey(before)} > ${accessKey(after)} ${spans.join()} ${zone}`;
  keys.set(difference, key);
  return key;
}

/** Fewer lines are better; of equally many those that say of each profile who all come to it. */
function merged(blocks: readonly Block[]): Block[] {
  const byProfile = joined(blocks.map(({ profiles, people }) => ({ one: profiles, all: people })));
  const byPerson = joined(blocks.map(({ people, profiles }) => ({ one: people, all: profiles })));
  return byPerson.length < byProfile.length
    ? byPerson.map(({ one, all }) => ({ people: one, profiles: all }))
    : byProfile.map(({ one, all }) => ({ profiles: one, people: all }));
}

interface Pair<A, B> {
  readonly one: readonly A[];
  readonly all: readonly B[];
}

/** First all that belongs to the same one, then all of those to which the same belongs. */
function joined<A extends object, B extends object>(pairs: readonly Pair<A, B>[]): Pair<A, B>[] {
  const idOf = counter();
  const wider = [...Map.groupBy(pairs, ({ one }) => one)].map(([one, some]) => ({
    one,
    all: [...new Set(some.flatMap(({ all }) => all))],
  }));
  const key = ({ all }: Pair<A, B>) =>
    all
      .map(idOf)
      .sort((a, b) => a - b)
      .join();
  return [...Map.groupBy(wider, key).values()].map((some) => ({
    one: [...new Set(some.flatMap(({ one }) => one))],
    all: some[0]?.all ?? [],
  }));
}

/** A name through another role says nothing new beside the name itself, or beside anyone through that role. */
function withoutRepeats(people: readonly Person[]): readonly Person[] {
  const names = new Set(people.filter(({ as }) => as === null).map(({ name }) => name));
  const anyone = new Set(people.filter(({ name }) => name === null).map(({ as }) => as));
  return people.filter(
    ({ name, as }) => name === null || as === null || !(names.has(name) || anyone.has(as)),
  );
}

function isWide({ people }: VerdictChange): boolean {
  return people.some(({ name }) => name === null);
}

function compareText(a: VerdictChange, b: VerdictChange): number {
  const text = ({ people, profiles, spans }: VerdictChange) =>
    `${people.map(({ label }) => label)} ${profiles} ${spans}`;
  return text(a) < text(b) ? -1 : 1;
}

/** Compares by the place in a list. */
function placesOf<T>(list: readonly T[]): (a: T, b: T) => number {
  const places = new Map(list.map((one, i) => [one, i]));
  return (a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0);
}

/** A number for each object, the same for the same one. */
function counter(): (object: object) => number {
  const ids = new Map<object, number>();
  return (object) => {
    const id = ids.get(object) ?? ids.size;
    ids.set(object, id);
    return id;
  };
}
