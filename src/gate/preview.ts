/**
 * The verdicts of all profiles at once, for the list: one identity for each distinct base, one load for
 * each distinct policy, told as they come in. Nothing of it is logged, and nothing is issued on it.
 */
import type { Context } from '../context.ts';
import type { Profile } from '../profiles/types.ts';
import { emptyRow, previewBase, regionsOf } from './preview-base.ts';
import type { PreviewRequest, PreviewUpdate } from './preview-types.ts';
import { loadWorld, type World } from './settings.ts';

export type {
  PreviewFacts,
  PreviewJudged,
  PreviewProblem,
  PreviewRequest,
  PreviewRow,
  PreviewUpdate,
} from './preview-types.ts';

/**
 * Tells all rows at once as far as the files know them, then each group as its verdicts come in.
 * @throws SentinelError only where config or AWS files cannot be read; what concerns a profile is its row's.
 */
export async function previewAll(
  ctx: Context,
  request: PreviewRequest,
  tell: (update: PreviewUpdate) => void,
): Promise<void> {
  ctx.aws.warm?.();
  const world = await loadWorld(ctx, request.configPath);
  const profiles = await listed(world, request.awsProfile);
  tell({ type: 'rows', rows: profiles.map((profile) => emptyRow(profile)) });
  const groups = groupBy(
    profiles.filter((profile) => profile.base !== null),
    (one) => `${one.base?.key}\n${regionsOf(ctx, world, request, one).key}`,
  ).sort((a, b) => b.length - a.length);
  let told = false;
  let spare: PreviewUpdate | null = null;
  await Promise.all(
    groups.map((group, index) =>
      previewBase(ctx, world, request, group, (update) => {
        if (update.type !== 'facts') return tell(update);
        if (index > 0 || told) {
          spare ??= update;
          return;
        }
        told = true;
        tell(update);
      }),
    ),
  );
  if (!told && spare) tell(spare);
}

async function listed(world: World, awsProfile: string | undefined): Promise<readonly Profile[]> {
  const { profiles } = world.profiles;
  if (awsProfile === undefined) return profiles;
  return Promise.all(profiles.map(({ name }) => world.profiles.find(name, awsProfile)));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
