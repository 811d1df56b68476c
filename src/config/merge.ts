import { dirname, isAbsolute, resolve } from 'node:path';
import type { Place } from '../policy/yaml/nodes.ts';
import { agree, contradiction } from './fixed.ts';
import { ADDED, type Leaf, leavesOf, REFERENCES } from './keys.ts';
import { type Config, DEFAULTS, type Settings } from './types.ts';

/** One config file that passed. */
export interface Layer {
  readonly path: string;
  readonly said: Settings;
  /**
   * The user's, and only SENTINEL_CONFIG names it: a stray .envrc may have set that, so its `endpoints:`
   * does not count, which would send tokens wherever it says.
   */
  readonly byVariable?: true;
  /** Where a value stands, by its path of keys. */
  place(path: readonly string[]): Place;
}

/**
 * The organisation's file and the user's as one config. Pure.
 * @throws SentinelError `usage` where the user's contradicts the organisation's.
 */
export function mergeLayers(system: Layer | null, user: Layer | null): Config {
  const [fixed, own] = [system && anchored(system), user && anchored(user)];
  const [first] = contradictions(fixed, own);
  if (first && fixed && own) {
    const { leaf, against } = first;
    throw contradiction(
      leaf.key,
      { value: against.value, place: placeOf(fixed, against) },
      { value: leaf.value, by: placeOf(own, leaf) },
      [`take ${leaf.key} out of ${own.path}`],
    );
  }
  const above: Settings = fixed?.said ?? {};
  const below: Settings = own ? heard(own).said : {};
  const emergency = { ...below.emergency, ...above.emergency };
  return {
    ...DEFAULTS,
    ...below,
    ...above,
    path: own?.path ?? null,
    fixedBy: fixed ? placesOf(fixed) : {},
    unheard:
      own && heard(own) !== own
        ? [
            `endpoints: of ${own.path} is not used: only SENTINEL_CONFIG names that file; pass --config.`,
          ]
        : [],
    tables: { ...DEFAULTS.tables, ...below.tables, ...above.tables },
    server: { ...DEFAULTS.server, ...below.server, ...above.server },
    ...(Object.keys(emergency).length > 0 && { emergency }),
    notify: union(above.notify, below.notify),
    log: union(above.log, below.log),
    profiles: mergeProfiles(above.profiles ?? {}, below.profiles ?? {}),
  };
}

/** The layer without what does not count; itself where all of it does. */
export function heard(layer: Layer): Layer {
  const { endpoints, ...said } = layer.said;
  const meant = !layer.byVariable || Object.keys(endpoints ?? {}).length === 0;
  return meant ? layer : { ...layer, said };
}

/** What the user's file says against the organisation's. */
export function contradictions(
  fixed: Layer | null,
  own: Layer | null,
): { readonly leaf: Leaf; readonly against: Leaf }[] {
  if (!fixed || !own) return [];
  const set = new Map(leavesOf(anchored(fixed).said).map((leaf) => [leaf.key, leaf]));
  return leavesOf(anchored(own).said).flatMap((leaf) => {
    const against = ADDED.has(leaf.key) ? undefined : set.get(leaf.key);
    return against && !agree(leaf.key, against.value, leaf.value) ? [{ leaf, against }] : [];
  });
}

/** A relative file reference starts from the folder of the file it stands in. */
export function anchored(layer: Layer): Layer {
  const said: Record<string, unknown> = { ...layer.said };
  for (const key of REFERENCES) {
    const ref = layer.said[key];
    if (ref?.startsWith('file:') && !isAbsolute(ref.slice(5))) {
      said[key] = `file:${resolve(dirname(layer.path), ref.slice(5))}`;
    }
  }
  return { ...layer, said: said as Settings };
}

function placesOf(layer: Layer): Config['fixedBy'] {
  // Without a prototype: a profile may have any name.
  const places: Record<string, string> = Object.create(null);
  for (const leaf of leavesOf(layer.said)) {
    if (!ADDED.has(leaf.key)) places[leaf.key] = placeOf(layer, leaf);
  }
  return places;
}

function placeOf(layer: Layer, leaf: Leaf): string {
  return `${layer.path}:${layer.place(leaf.path).line}`;
}

function mergeProfiles(above: Config['profiles'], below: Config['profiles']): Config['profiles'] {
  const merged: Record<string, { readonly duration?: number }> = Object.create(null);
  for (const [name, said] of [...Object.entries(below), ...Object.entries(above)]) {
    merged[name] = { ...merged[name], ...said };
  }
  return merged;
}

function union<T>(...lists: readonly (readonly T[] | undefined)[]): T[] {
  const known = new Map(
    lists.flatMap((list) => list ?? []).map((one) => [JSON.stringify(one), one]),
  );
  return [...known.values()];
}
