/** The people's AWS files and Sentinel's config: made where they are missing, brought up to date where untouched. */
import { existsSync, readFileSync } from 'node:fs';
import { writeAtomic } from '../files/atomic.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import { homePaths } from './home.ts';
import type { Soil } from './seed.ts';
import { isSeeded, noteSeeded } from './seed-notes.ts';
import type { Store } from './store.ts';
import { PEOPLE } from './story/people.ts';
import { SENTINEL_CONFIG } from './story/policies.ts';
import { awsConfig, awsCredentials } from './story/profiles.ts';
import type { World } from './world.ts';

export async function seedFiles(soil: Soil, world: World): Promise<void> {
  const { home, store, url } = soil;
  const at = homePaths(home);
  await seedFile(store, 'config', at.config, SENTINEL_CONFIG);
  const users = world.accounts.flatMap((account) => account.users);
  for (const { name } of PEOPLE) {
    await ensurePrivateDir(`${home}/people/${name}`);
    await seedFile(store, `${name}'s config`, at.awsConfig(name), awsConfig(name, url), (own) =>
      movePortal(own, url),
    );
    const keys = users.find((user) => user.name === name)?.accessKeys ?? [];
    // The story's own: one that was made later is nobody's to write down but whoever made it.
    const key = keys.find(({ createdAt }) => createdAt === undefined);
    if (!key) continue;
    await seedFile(
      store,
      `${name}'s credentials`,
      at.awsCredentials(name),
      awsCredentials(name, key),
    );
  }
}

/** @param mend what even a file that its person changed must follow. */
async function seedFile(
  store: Store,
  key: string,
  path: string,
  text: string,
  mend: (own: string) => string = (own) => own,
): Promise<void> {
  const there = existsSync(path) ? readFileSync(path, 'utf8') : null;
  if (there !== null && !isSeeded(store, key, there)) {
    const mended = mend(there);
    if (mended !== there) await writeAtomic(path, mended);
    return;
  }
  if (there !== text) await writeAtomic(path, text);
  noteSeeded(store, key, text);
}

/** The portal moves when another program has taken the sandbox's port of last time. */
function movePortal(text: string, url: string): string {
  return text.replace(
    /^(\s*sso_start_url\s*=\s*)http:\/\/127\.0\.0\.1:\d+(?=\/start)/gm,
    (_, before: string) => `${before}${url}`,
  );
}
