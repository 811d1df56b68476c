/** What is left where nothing answers: the organisation's own emergency way, as its config file names it. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';

/**
 * Runs `work`; where it ends because AWS, the network or the ledger cannot be reached, the config's
 * `emergency:` stands in the next steps, whichever step it was and also where the time was up.
 */
export async function withWayOut<T>(
  ctx: Context,
  configPath: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SentinelError) || error.kind !== 'unavailable') throw error;
    const ways = await emergencyOf(ctx, configPath);
    if (ways.length === 0) throw error;
    const { kind, message, next, cause, need } = error;
    throw new SentinelError(kind, message, [...next, ...ways], cause, need);
  }
}

/** Read again, since it is needed so rarely; a config that cannot be read has had its own error. */
async function emergencyOf(ctx: Context, configPath: string | undefined): Promise<string[]> {
  const { loadConfig } = await import('../config/load.ts');
  const config = await loadConfig(ctx, configPath).catch(() => null);
  const { roleArn, text } = config?.emergency ?? {};
  return [
    ...(roleArn === undefined
      ? []
      : [`In an emergency, without Sentinel: aws sts assume-role --role-arn ${roleArn}`]),
    ...(text === undefined ? [] : [`Your organisation says: ${text}`]),
  ];
}
