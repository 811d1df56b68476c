/** Each value in force with where it comes from, for `config show`. Pure. */
import { type Leaf, leavesOf } from './keys.ts';
import { anchored, heard, type Layer, mergeLayers } from './merge.ts';
import { DEFAULTS } from './types.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly from: 'default' }
  /** `fixed`: the organisation's, which nothing overrides. */
  | { readonly from: 'file'; readonly path: string; readonly line: number; readonly fixed: boolean }
  /** A flag or an environment variable, by its name. */
  | { readonly from: 'flag' | 'environment'; readonly name: string };

/** One setting; a null value: none is set. */
export interface Setting {
  readonly key: string;
  readonly value: unknown;
  /** More than one only where files add to one another. */
  readonly origins: readonly Origin[];
}

/** What may stand in a file and has no default. */
const UNSET = ['approvals', 'breakglass', 'ratelimits', 'regions', 'ledger_region'];

/**
 * The settings in the order of the format.
 * @param over what flags and environment say, which has passed `refuseOverride`.
 * @throws SentinelError `usage` where the user's file contradicts the organisation's.
 */
export function settingsOf(
  system: Layer | null,
  user: Layer | null,
  over: readonly Setting[] = [],
): Setting[] {
  const config = mergeLayers(system, user);
  const layers = [system, user].flatMap((layer, i) =>
    layer ? [{ layer: heard(anchored(layer)), fixed: i === 0 }] : [],
  );
  const found = leavesOf(config).map((leaf): Setting => {
    const origins = layers.flatMap(({ layer, fixed }): Origin[] =>
      leavesOf(layer.said).some(({ key }) => key === leaf.key)
        ? [{ from: 'file', path: layer.path, line: lineOf(layer, leaf), fixed }]
        : [],
    );
    // A value that both set is the organisation's; lists to which both add are of both.
    const [first] = origins;
    const all = leaf.key === 'notify' || leaf.key === 'log' ? origins : first ? [first] : [];
    return {
      key: leaf.key,
      value: leaf.value,
      origins: all.length > 0 ? all : [{ from: 'default' }],
    };
  });
  const known = new Set(found.map(({ key }) => key));
  const unset = UNSET.filter((key) => !known.has(key)).map(
    (key): Setting => ({ key, value: null, origins: [{ from: 'default' }] }),
  );
  const told = new Map(over.map((setting) => [setting.key, setting]));
  const order = [...leavesOf({ ...EVERYTHING, profiles: config.profiles })].map(({ key }) => key);
  return [...found, ...unset]
    .map((setting) => told.get(setting.key) ?? setting)
    .sort((a, b) => order.indexOf(a.key) - order.indexOf(b.key));
}

function lineOf(layer: Layer, { path }: Leaf): number {
  return layer.place(path).line;
}

/** Every key of the format, for their order. */
const EVERYTHING = {
  ...DEFAULTS,
  approvals: '',
  breakglass: '',
  ratelimits: '',
  regions: [],
  ledgerRegion: '',
  emergency: { roleArn: '', text: '' },
};
