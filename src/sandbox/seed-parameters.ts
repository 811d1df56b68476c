/** The story's policies in Parameter Store; a policy that somebody put there since is left alone. */
import { isSeeded, noteSeeded } from './seed-notes.ts';
import { readParameter, writeParameter } from './ssm/parameters.ts';
import type { Store } from './store.ts';
import { DEV, REGIONS } from './story/accounts.ts';
import { PARAMETERS } from './story/policies.ts';

/** @param now milliseconds since the epoch. */
export function seedParameters(store: Store, now: number): void {
  for (const region of REGIONS) {
    for (const [name, value] of Object.entries(PARAMETERS)) {
      const key = `parameter ${region} ${name}`;
      const there = readParameter(store, { account: DEV, region }, name);
      if (there && !isSeeded(store, key, there.value)) continue;
      if (there?.value !== value) putPolicy(store, region, name, value, now);
      noteSeeded(store, key, value);
    }
  }
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
  writeParameter(store, shelf, {
    name,
    type: 'String',
    value,
    version: (readParameter(store, shelf, name)?.version ?? 0) + 1,
    tier: value.length > 4096 ? 'Advanced' : 'Standard',
    dataType: 'text',
    modifiedAt: now,
  });
}
