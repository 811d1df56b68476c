/**
 * Fills a new home with the story. A home that an older build filled gets this build's story, but for what
 * its people changed: that is left as they made it.
 */
import { existsSync } from 'node:fs';
import { ensurePrivateDir } from '../files/private-dir.ts';
import { homePaths } from './home.ts';
import { seedFiles } from './seed-files.ts';
import { seedParameters } from './seed-parameters.ts';
import type { Store } from './store.ts';
import { storyMark } from './story/mark.ts';
import { upgradeWorld } from './story/upgrade.ts';
import { makeWorld } from './story/world.ts';
import type { World } from './world.ts';

export interface Soil {
  readonly home: string;
  readonly store: Store;
  readonly random: (bytes: number) => Uint8Array;
  /** AWS's time, milliseconds since the epoch. */
  readonly now: number;
  /** Where the sandbox will answer. */
  readonly url: string;
}

export async function seedHome(soil: Soil): Promise<World> {
  const { home, store, random, now } = soil;
  const mark = storyMark();
  const known = store.world();
  const current = known !== null && store.get('story') === mark;
  const world = current ? known : withStory(known, makeWorld(random, now));
  if (!current) seedParameters(store, now);
  await ensurePrivateDir(home);
  await seedFiles(soil, world);
  if (!known && !existsSync(`${homePaths(home).state}/decisions.jsonl`)) {
    const { seedPast } = await import('./seed-past.ts');
    await seedPast(home, { store, world, random, now: () => now });
  }
  // Last, so that a start that was cut short seeds again.
  if (!current) {
    store.saveWorld(world);
    store.set('story', mark);
  }
  return world;
}

function withStory(known: World | null, fresh: World): World {
  return known ? upgradeWorld(known, fresh) : fresh;
}
