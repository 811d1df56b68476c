/**
 * Policies that were parsed and checked before, in the sealed cache, by the hash of their text: the text
 * itself is read from where it stands on every request. The YAML parser takes as long as starting Node.
 */
import type { SealedCache } from '../cache/types.ts';
import { bundleName } from '../config/bundle-name.ts';
import type { Context } from '../context.ts';
import { type KnownPolicy, knownPolicy, stillKnown } from '../policy/known-policy.ts';
import type { AccessPolicy } from '../policy/types.ts';

/** How long one is kept, milliseconds; a new build or new time zone data ends it before. */
const KEPT_MS = 30 * 86_400_000;

/**
 * The policy that a text stands for, with its zones' offsets where they are known.
 * @param cache null: nothing is remembered.
 * @param parse checks the text strictly, where that was not done before.
 * @param build names the code that checks; null: nothing is remembered.
 */
export async function policyOf(
  ctx: Context,
  cache: SealedCache | null,
  sha256: string,
  parse: () => Promise<AccessPolicy>,
  build: string | null = bundleName(import.meta.url),
): Promise<{ readonly policy: AccessPolicy; readonly zones: KnownPolicy['zones'] }> {
  if (!cache || build === null) return { policy: await parse(), zones: {} };
  const key = `${build} ${sha256}`;
  const now = ctx.clock.now();
  const tzdata = process.versions['tz'] ?? '';
  const kept = await cache.get('policy', key);
  const known = kept === null ? null : (JSON.parse(kept) as KnownPolicy);
  if (known && stillKnown(known, now, tzdata)) return known;
  const found = knownPolicy(await parse(), now, tzdata);
  await cache.put('policy', key, JSON.stringify(found), now + KEPT_MS);
  return found;
}
