/** The versions before a push, in files here: `policy push` brings them back. */
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { writeAtomic } from '../files/atomic.ts';
import { ensurePrivateDir } from '../files/private-dir.ts';
import { isIdle, type RegionPlan } from './plan.ts';
import type { StoreRef } from './read.ts';

/** One state of the policy, and the regions that had it. */
export interface Backup {
  /** A file, or for a path a folder. */
  readonly path: string;
  readonly regions: readonly string[];
}

/**
 * Keeps what a push is about to replace: once where all regions hold the same. Nothing is kept of a region
 * that has no policy yet, or in which nothing changes.
 * @throws SentinelError `failed`, or the system's error: then nothing must be pushed.
 */
export async function keepBackups(
  ctx: Context,
  ref: StoreRef,
  plans: readonly RegionPlan[],
): Promise<Backup[]> {
  const changing = plans.filter((plan) => !isIdle(plan) && plan.steps.some(({ was }) => was));
  const states = Map.groupBy(changing, ({ steps }) =>
    JSON.stringify(steps.map(({ key, was }) => [key, was?.text ?? null])),
  );
  const root = join(ctx.paths.state, 'policy-backups');
  const stamp = new Date(ctx.clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const backups: Backup[] = [];
  for (const some of states.values()) {
    const regions = some.map(({ region }) => region);
    const name = `${stamp}-${slug(ref.text)}-${states.size > 1 ? regions[0] : 'all'}`;
    const parts = some[0]?.steps.flatMap(({ was }) => (was ? [was] : [])) ?? [];
    const path = join(root, ref.kind === 'ssm' ? `${name}-v${parts[0]?.version}.yaml` : name);
    for (const part of parts) {
      const file = ref.kind === 'ssm' ? path : join(path, `${part.key}.yaml`);
      await ensurePrivateDir(dirname(file));
      await writeAtomic(file, part.text);
    }
    backups.push({ path, regions });
  }
  return backups;
}

function slug(text: string): string {
  return text
    .replace(/^ssm:/, '')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-|-$/g, '');
}
