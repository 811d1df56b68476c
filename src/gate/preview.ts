/**
 * The verdicts of all profiles at once, for the list: one identity for each distinct base (for the roles
 * of one sign-in one in all, and the others' assumed), one load for each distinct policy, told as they
 * come in. Nothing of it is logged, and nothing is issued on it.
 */
import type { Context } from '../context.ts';
import type { Profile } from '../profiles/types.ts';
import { eachOf } from './each-of.ts';
import { type Preview, previewGroup } from './preview-group.ts';
import { groupsOf } from './preview-groups.ts';
import { emptyRow } from './preview-rows.ts';
import type { PreviewRequest, PreviewUpdate } from './preview-types.ts';
import { loadWorld, type World } from './settings.ts';
import { openCache } from './start.ts';

export type {
  PreviewFacts,
  PreviewJudged,
  PreviewProblem,
  PreviewRequest,
  PreviewRow,
  PreviewUpdate,
} from './preview-types.ts';

/** So many bases are asked at once. */
const PARALLEL = 8;

/**
 * Tells all rows at once as far as the files know them, then each group as its verdicts come in, and how
 * far it has come.
 * @throws SentinelError only where config or AWS files cannot be read; what concerns a profile is its row's.
 */
export async function previewAll(
  ctx: Context,
  request: PreviewRequest,
  tell: (update: PreviewUpdate) => void,
): Promise<void> {
  ctx.aws.warm?.();
  const world = await loadWorld(ctx, request.configPath);
  const cache = openCache(ctx, world.config, request.noCache);
  cache.catch(() => {});
  const profiles = await listed(world, request.awsProfile);
  tell({ type: 'rows', rows: profiles.map((profile) => emptyRow(profile)) });
  const count = countDone(profiles, tell);
  const { groups, rows } = groupsOf(ctx, world, request, profiles);
  if (rows.length > 0) count({ type: 'rows', rows });
  const facts = firstFacts(tell);
  await eachOf(groups, PARALLEL, async (group) => {
    const mostly = group === groups[0];
    const preview: Preview = {
      world,
      request,
      cache,
      tell: (update) => (update.type === 'facts' ? facts.add(update, mostly) : count(update)),
    };
    await previewGroup(preview, group);
  });
  facts.end();
}

async function listed(world: World, awsProfile: string | undefined): Promise<readonly Profile[]> {
  const { profiles } = world.profiles;
  if (awsProfile === undefined) return profiles;
  return Promise.all(profiles.map(({ name }) => world.profiles.find(name, awsProfile)));
}

/** Passes updates on, and after rows how many of all profiles have their verdict or problem. */
function countDone(profiles: readonly Profile[], tell: (update: PreviewUpdate) => void) {
  const of = profiles.length;
  const open = new Set(profiles.filter(({ problem }) => !problem).map(({ name }) => name));
  const progress = () => tell({ type: 'progress', done: of - open.size, of });
  progress();
  return (update: PreviewUpdate) => {
    tell(update);
    if (update.type !== 'rows') return;
    for (const { profile } of update.rows) open.delete(profile);
    progress();
  };
}

/** The facts are told once: those of the base that most profiles share; if it has none, another's. */
function firstFacts(tell: (update: PreviewUpdate) => void) {
  let told = false;
  let spare: PreviewUpdate | null = null;
  return {
    add(update: PreviewUpdate, mostly: boolean) {
      if (told || !mostly) {
        spare ??= update;
        return;
      }
      told = true;
      tell(update);
    },
    end() {
      if (!told && spare) tell(spare);
    },
  };
}
