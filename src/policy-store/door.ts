/**
 * Policies as code: the texts in Parameter Store, brought here (`pull`), held against a file (`diff`) and
 * put back (`push`). `door.ts` reaches AWS with the base credentials, `read.ts` and `local.ts` read both
 * sides, `plan.ts` (pure) says what a push would do in each region, `push.ts` does it, `verdicts.ts` asks
 * policy/compare who gains and who loses. What is pushed was checked by the loader's own readers
 * (commands/config-validate).
 */
import { dirname } from 'node:path';
import type { SsmStore } from '../aws/api.ts';
import { loadConfig } from '../config/load.ts';
import type { Context } from '../context.ts';
import type { PolicyReader } from '../gate/policy-source.ts';
import { callRegions, type World } from '../gate/settings.ts';
import { startWith } from '../gate/start.ts';
import { chosenProfile } from '../gate/whoami.ts';
import { loadProfiles } from '../profiles/load.ts';

/** The flags that say where to look. */
export interface Where {
  readonly profile?: string;
  readonly awsProfile?: string;
  readonly regions?: readonly string[];
  readonly configPath?: string;
}

/** Parameter Store, reached with somebody's base credentials. */
export interface Door {
  readonly ctx: Context;
  readonly reader: PolicyReader;
  readonly regions: readonly string[];
  /** About endpoints in use. */
  readonly notices: readonly string[];
  store(region: string): Promise<SsmStore>;
}

/** Config and AWS files; no network. */
export async function openFiles(ctx: Context, where: Where): Promise<World> {
  const [config, profiles] = await Promise.all([
    loadConfig(ctx, where.configPath),
    loadProfiles(ctx),
  ]);
  return { config, profiles };
}

/** What relative paths of the config start from. */
export function configFolder(ctx: Context, world: World): string {
  return dirname(world.config.path ?? ctx.paths.config);
}

/**
 * Gets the base credentials: of `--profile`, `--aws-profile`, or the profile that `whoami` asks with.
 * @throws SentinelError as the gate's first steps do.
 */
export async function openDoor(
  ctx: Context,
  world: World,
  where: Where,
  signal: AbortSignal,
): Promise<Door> {
  const profile = await chosenProfile(ctx, world, where.profile, where.awsProfile);
  const about = where.regions ? { regions: where.regions } : {};
  const { reach, reader } = await startWith(ctx, world, profile, about, signal);
  return {
    ctx: reach.ctx,
    reader,
    regions: callRegions(ctx, world, about, profile),
    notices: reach.notices,
    store: (region) => reach.ctx.aws.ssmStore({ region, credentials: reader.credentials }),
  };
}
