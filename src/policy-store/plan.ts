/** What a push has to do in each region. Pure. */
import type { ParameterTier } from '../aws/api.ts';
import { SentinelError } from '../errors.ts';
import type { Local } from './local.ts';
import { type Keeping, nameOf, type StoredPart, type StoreRef } from './read.ts';
import { tierFor } from './tier.ts';

/** What one region holds, with what a next version must keep. */
export interface Held {
  readonly region: string;
  readonly parts: readonly (StoredPart & { readonly keeping: Keeping })[];
}

/** One parameter in one region: to be written, left as it is, or deleted. */
export interface Step {
  readonly key: string;
  readonly name: string;
  readonly act: 'put' | 'same' | 'delete';
  /** What is there now; null: nothing. */
  readonly was: (StoredPart & { readonly keeping: Keeping }) | null;
  /** What is to be there; empty for `delete`. */
  readonly text: string;
  /** For `put`. */
  readonly tier: ParameterTier;
}

export interface RegionPlan {
  readonly region: string;
  readonly steps: readonly Step[];
}

/**
 * @param prune parts that only AWS has are deleted; else they are an error, since the policy in force
 *   would be another than the one that was looked at.
 * @throws SentinelError `failed` for a text that no parameter holds; `usage` for parts that only AWS has.
 */
export function planPush(
  ref: StoreRef,
  local: Local,
  held: readonly Held[],
  prune: boolean,
): RegionPlan[] {
  const wanted = new Map(local.parts.map((part) => [part.key, part]));
  const left = held.flatMap(({ region, parts }) =>
    parts.filter(({ key }) => !wanted.has(key)).map(({ name }) => `${name} (${region})`),
  );
  if (left.length > 0 && !prune) {
    throw new SentinelError(
      'usage',
      `AWS holds parts that ${local.path} does not: ${left.join(', ')}. They would stay in force.`,
      ['Delete them with: --prune', 'Or bring them here: sentinel policy pull'],
    );
  }
  return held.map(({ region, parts }) => {
    const there = new Map(parts.map((part) => [part.key, part]));
    const puts = [...wanted.values()].map((part): Step => {
      const was = there.get(part.key) ?? null;
      const same = was?.text === part.text;
      const tier = tierFor(part.text, was?.keeping.tier ?? null, part.path);
      const name = nameOf(ref, part.key);
      return { key: part.key, name, act: same ? 'same' : 'put', was, text: part.text, tier };
    });
    const deletes = parts
      .filter(({ key }) => !wanted.has(key))
      .map(
        (was): Step => ({
          key: was.key,
          name: was.name,
          act: 'delete',
          was,
          text: '',
          tier: 'Standard',
        }),
      );
    // What is new stands before anything is taken away: between the two a part is there twice, and the
    // gate refuses rules of one name, rather than not at all.
    return { region, steps: [...puts, ...deletes] };
  });
}

/** Whether anything is to be done there. */
export function isIdle({ steps }: RegionPlan): boolean {
  return steps.every(({ act }) => act === 'same');
}
