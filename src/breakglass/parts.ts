import type { DecisionLog } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { BreakglassState } from '../gate/types.ts';
import type { Ledger } from '../ledger/types.ts';

/** What opening and closing work with; what is absent is made from the context. */
export interface BreakglassParts {
  readonly state?: BreakglassState;
  readonly ledger?: Ledger;
  readonly log?: DecisionLog;
}

/** The given ledger, which its giver closes, or one of our own for the time of `work`. */
export async function withLedger<T>(
  ctx: Context,
  parts: BreakglassParts,
  now: () => number,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  if (parts.ledger) return work(parts.ledger);
  const { openLedger } = await import('../ledger/open.ts');
  const ledger = await openLedger(ctx, { now });
  try {
    return await work(ledger);
  } finally {
    ledger.close();
  }
}

/**
 * The given log, or this machine's with the sinks that the config file adds.
 * @param configPath the config file of the request (`--config`).
 */
export async function logFor(
  ctx: Context,
  parts: BreakglassParts,
  now: () => number,
  configPath: string | undefined,
): Promise<DecisionLog> {
  if (parts.log) return parts.log;
  const [{ openDecisionLog }, { sinkOptions }, { loadConfig }] = await Promise.all([
    import('../audit/log.ts'),
    import('../audit/sink-options.ts'),
    import('../config/load.ts'),
  ]);
  const config = await loadConfig(ctx, configPath);
  return openDecisionLog(ctx, { ...sinkOptions(config.log), now });
}
