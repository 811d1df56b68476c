/** Who calls: as AWS says it, or as it said to an earlier request with the very same keys. */
import type { CallerIdentity } from '../aws/api.ts';
import type { SealedCache } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { explainAws } from './aws-errors.ts';
import type { PolicyReader } from './policy-source.ts';
import { firstAnswering } from './regions.ts';
import { type RememberedIdentity, rememberedIdentity } from './remembered.ts';
import type { Start } from './start.ts';
import { withNotices } from './with-notices.ts';

/** The answer of GetCallerIdentity; without region and endpoint where it was remembered. */
export interface Caller {
  readonly identity: CallerIdentity;
  readonly region?: string;
  readonly endpoint?: string;
}

/** The caller of one request. */
export interface CallerQuestion {
  ask(): Promise<Caller>;
  /** Drops what is remembered: AWS refuses these keys. */
  forget(): Promise<void>;
}

/**
 * @param timeless nothing else of this request tells AWS's time (its policy is a file): then AWS is asked
 *   for real, and with it its clock.
 */
export function callerQuestion(
  { reader, reach, mfa }: Start,
  cache: SealedCache | null,
  timeless: boolean,
): CallerQuestion {
  const { ctx, place, notices } = reach;
  const remembered = rememberedIdentity(ctx, cache, reader.credentials, place);
  return {
    ask: async () => {
      if (cache && !timeless) return askOnce(ctx, reader, remembered, notices);
      const caller = await whoCalls(ctx, reader, notices);
      await remembered.keep(caller.identity);
      return caller;
    },
    async forget() {
      await Promise.all([remembered.forget(), mfa.forget()]);
    },
  };
}

/** Of fifty processes that start at once with the same keys one asks, and the others find what it kept. */
async function askOnce(
  ctx: Context,
  reader: PolicyReader,
  remembered: RememberedIdentity,
  notices: readonly string[],
): Promise<Caller> {
  const ready = async () => {
    const identity = await remembered.recall();
    return identity && { identity };
  };
  const known = await ready();
  if (known) return known;
  const { singleFlight } = await import('../cache/single-flight.ts');
  return singleFlight<Caller>(ctx, `identity ${remembered.key}`, {
    ready,
    async lead() {
      const caller = await whoCalls(ctx, reader, notices);
      await remembered.keep(caller.identity);
      return caller;
    },
    signal: reader.signal,
  });
}

/**
 * GetCallerIdentity in the first region that answers.
 * @param notices about endpoints: most likely why keys of another AWS (a sandbox, LocalStack) are refused.
 */
export async function whoCalls(
  ctx: Context,
  reader: PolicyReader,
  notices: readonly string[],
): Promise<Caller & { readonly region: string }> {
  const { regions, signal, time, source } = reader;
  try {
    return await firstAnswering(regions, 'sts', signal, async (region, within) => {
      const sts = await ctx.aws.sts({ region, credentials: reader.credentials });
      const { value, date, endpoint } = await sts.getCallerIdentity(within);
      time.note(date);
      return { identity: value, region, ...(endpoint !== undefined && { endpoint }) };
    });
  } catch (error) {
    throw withNotices(
      explainAws(error, { what: 'Who you are', step: 'identity', source }),
      notices,
    );
  }
}
