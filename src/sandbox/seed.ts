/** Fills a new home with the story; a home that has one is left as its people made it. */
import { existsSync } from 'node:fs';
import { writeAtomic } from '../files/atomic.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import { homePaths } from './home.ts';
import { writeParameter } from './ssm/parameters.ts';
import type { Store } from './store.ts';
import { DEV, REGIONS } from './story/accounts.ts';
import { PEOPLE } from './story/people.ts';
import { PARAMETERS, SENTINEL_CONFIG } from './story/policies.ts';
import { awsConfig, awsCredentials } from './story/profiles.ts';
import { makeWorld } from './story/world.ts';
import type { World } from './world.ts';

/** @param now AWS's time, milliseconds since the epoch. */
export async function seedHome(
  home: string,
  store: Store,
  random: (bytes: number) => Uint8Array,
  now: number,
): Promise<World> {
  const known = store.world();
  const world = known ?? makeWorld(random, now);
  if (!known) {
    for (const region of REGIONS) {
      for (const [name, value] of Object.entries(PARAMETERS)) {
        putPolicy(store, region, name, value, now);
      }
    }
  }
  await writeFiles(home, world);
  if (!known && !existsSync(`${homePaths(home).state}/decisions.jsonl`)) {
    const { seedPast } = await import('./seed-past.ts');
    await seedPast(home, { store, world, random, now: () => now });
  }
  // Last, so that a start that was cut short seeds again.
  if (!known) store.saveWorld(world);
  return world;
}

/** Stores a parameter of the people's account as its next version, whatever IAM says. */
export function putPolicy(
  store: Store,
  region: string,
  name: string,
  value: string,
  now: number,
): void {
  const shelf = { account: DEV, region };
  const row = store.db
    .prepare(
      'select max(version) as v from parameters where account = ? and region = ? and name = ?',
    )
    .get(DEV, region, name);
  writeParameter(store, shelf, {
    name,
    type: 'String',
    value,
    version: Number(row?.['v'] ?? 0) + 1,
    tier: value.length > 4096 ? 'Advanced' : 'Standard',
    dataType: 'text',
    modifiedAt: now,
  });
}

/** The people's AWS files and Sentinel's config, where they are missing. */
async function writeFiles(home: string, world: World): Promise<void> {
  const at = homePaths(home);
  await writeMissing(at.config, SENTINEL_CONFIG);
  const users = world.accounts.flatMap((account) => account.users);
  for (const { name } of PEOPLE) {
    const key = users.find((user) => user.name === name)?.accessKeys[0];
    if (!key) continue;
    await ensurePrivateDir(`${home}/people/${name}`);
    await writeMissing(at.awsConfig(name), awsConfig(name));
    await writeMissing(at.awsCredentials(name), awsCredentials(name, key));
  }
}

async function writeMissing(path: string, text: string): Promise<void> {
  if (!existsSync(path)) await writeAtomic(path, text);
}
