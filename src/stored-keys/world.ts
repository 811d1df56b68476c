/** What the commands about stored keys stand on: config, AWS files, regions, endpoints, the store. */
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { reach } from '../gate/endpoints.ts';
import { callRegions } from '../gate/settings.ts';
import type { ProfileSet } from '../profiles/load.ts';
import type { Profile } from '../profiles/types.ts';
import { openShelf, type Shelf } from './shelf.ts';

/** Where to look, as flags say. */
export interface Where {
  readonly regions?: readonly string[];
  readonly configPath?: string;
}

export interface KeysWorld {
  readonly config: Config;
  readonly profiles: ProfileSet;
  readonly shelf: Shelf;
  /** A profile that has these stored keys as its base, for its region and endpoints; null: none has. */
  readonly holder: Profile | null;
  /** The context whose AWS clients go where they may, and where that is (`''`: AWS's own). */
  readonly ctx: Context;
  readonly place: string;
  /** About endpoints. */
  readonly notices: readonly string[];
  /** @throws SentinelError `usage` where nothing names one. */
  regions(): readonly string[];
}

/** Reads the files and opens the store; whatever it asks a person is asked now. */
export async function openKeysWorld(
  ctx: Context,
  name: string | null,
  where: Where,
): Promise<KeysWorld> {
  const [{ loadConfig }, { loadProfiles }] = await Promise.all([
    import('../config/load.ts'),
    import('../profiles/load.ts'),
  ]);
  const [config, profiles] = await Promise.all([
    loadConfig(ctx, where.configPath),
    loadProfiles(ctx),
  ]);
  const holder = holders(profiles, name)[0] ?? null;
  const reached = reach(ctx, config, holder ?? { endpoints: NO_ENDPOINTS });
  const shelf = await openShelf(ctx, config.keys);
  await shelf.unlock();
  return {
    config,
    profiles,
    shelf,
    holder,
    ctx: reached.ctx,
    place: reached.place,
    notices: reached.notices,
    regions: () => callRegions(ctx, { config, profiles }, where, holder),
  };
}

/** The profiles whose base these keys are; first those that say so themselves. */
export function holders(profiles: ProfileSet, name: string | null): Profile[] {
  const all = profiles.profiles.filter(({ base }) => base?.kind === 'stored' && base.keys === name);
  return [...all.filter(saysSo), ...all.filter((profile) => !saysSo(profile))];
}

/**
 * The MFA device that a profile with these keys in its own section names; null: none does. What a role
 * further on asks for is no matter of the keys themselves.
 */
export function deviceOfKeys(profiles: ProfileSet, name: string): string | null {
  const own = holders(profiles, name).filter(saysSo);
  return own.find(({ mfaSerial }) => mfaSerial !== null)?.mfaSerial ?? null;
}

function saysSo({ name, base }: Profile): boolean {
  return base?.profile === name;
}

/**
 * Runs `work` while no other Sentinel changes stored keys. What `work` reads of the store it must not
 * have read before: each name is read once in a process.
 */
export async function alone<T>(ctx: Context, work: () => Promise<T>): Promise<T> {
  const { withLock } = await import('../files/lock.ts');
  return withLock(`${ctx.paths.state}/stored-keys.lock`, work);
}

/** Where no profile has them: variables and the config file alone. */
const NO_ENDPOINTS: Profile['endpoints'] = {
  profile: '',
  endpointUrl: null,
  section: null,
  services: {},
  ignored: false,
  signsIn: false,
};
