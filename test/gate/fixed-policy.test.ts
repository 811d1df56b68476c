/** A policy that the organisation's file names is what its text says, whatever the user's cache holds. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import type { SealedCache } from '../../src/cache/types.ts';
import { loadConfig } from '../../src/config/load.ts';
import { loadAccessPolicy } from '../../src/gate/policy-source.ts';
import { accessRef, type World } from '../../src/gate/settings.ts';
import { rootOwned } from '../config/root-owned.ts';
import { tempDir } from '../helpers/temp-dir.ts';
import { baseContext } from '../sandbox/base-context.ts';

// Of the sources nothing is ever remembered: their name would not change with them.
vi.mock('../../src/config/bundle-name.ts', () => ({ bundleName: () => 'build' }));

const rule = (effect: string) =>
  `version: "1"\ntimezone: UTC\nrules:\n  - {name: r, effect: ${effect}, conditions: {}}\n`;

/** A policy file that denies, named by the organisation's file and by the user's, and a cache. */
function place() {
  const folder = tempDir();
  const policy = join(folder, 'policy.yaml');
  writeFileSync(policy, rule('deny'));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), `version: "1"\n${text}\n`);
    return join(folder, name);
  };
  const base = baseContext();
  const contextOf = (systemConfig: string, config: string) => ({
    ...base,
    paths: { ...base.paths, systemConfig, config },
  });
  const none = join(folder, 'none');
  const names = `policy: file:${policy}`;
  const contexts = {
    organisation: contextOf(file('org.yaml', names), none),
    'organisation, something else': contextOf(file('org2.yaml', 'keys: file'), file('u', names)),
    user: contextOf(none, file('user.yaml', names)),
  };
  const entries = new Map<string, string>();
  const cache: SealedCache = {
    get: async (kind, key) => entries.get(`${kind} ${key}`) ?? null,
    put: async (kind, key, value) => void entries.set(`${kind} ${key}`, value),
    drop: async (kind, key) => void entries.delete(`${kind} ${key}`),
    fingerprint: (text) => text,
  };
  const load = async (who: keyof typeof contexts, flag?: string) => {
    const ctx = contexts[who];
    const config = await loadConfig(ctx, undefined, rootOwned());
    const about = { profile: 'dev', ...(flag !== undefined && { policyRef: flag }) };
    const ref = accessRef(ctx, { config } as World, about);
    const { policy: found } = await loadAccessPolicy(ctx, ref, null, Promise.resolve({ cache }));
    return found.rules[0]?.effect;
  };
  return { entries, load, ref: names.slice('policy: '.length) };
}

it('is read from its text, though the cache says otherwise', async () => {
  const { entries, load, ref } = place();
  expect(await load('user')).toBe('deny');
  for (const [key, text] of entries) {
    entries.set(key, text.replaceAll('"effect":"deny"', '"effect":"allow"'));
  }
  // What the rest is worth: such a cache is believed where the user says which policy counts.
  expect(await load('user')).toBe('allow');
  expect(await load('organisation, something else')).toBe('allow');
  expect(await load('organisation')).toBe('deny');
  expect(await load('organisation', ref)).toBe('deny');
});

it('leaves nothing in the cache', async () => {
  const { entries, load } = place();
  expect(await load('organisation')).toBe('deny');
  expect([...entries.keys()]).toEqual([]);
});
