/** What becomes of stored keys, in the decision log: who has which access key since when. */
import type { Config } from '../config/types.ts';
import type { Context } from '../context.ts';
import { parsePrincipal, policyUsername } from '../identity/principal.ts';

export interface KeysEvent {
  readonly event: 'keys.added' | 'keys.rotated' | 'keys.removed';
  readonly name: string;
  readonly accessKeyId: string;
  /** Null: AWS was never asked. */
  readonly owner: { readonly arn: string; readonly account: string } | null;
  readonly reason: string;
}

/** Adds the line. @throws SentinelError where it cannot be written. */
export async function recordKeys(
  ctx: Context,
  config: Pick<Config, 'log'>,
  { event, name, accessKeyId, owner, reason }: KeysEvent,
): Promise<void> {
  const [{ openDecisionLog }, { sinkOptions }] = await Promise.all([
    import('../audit/log.ts'),
    import('../audit/sink-options.ts'),
  ]);
  const principal = owner && parsePrincipal({ ...owner, userId: '' });
  await openDecisionLog(ctx, sinkOptions(config.log)).append({
    event,
    user: principal ? policyUsername(principal) : '',
    principal_arn: owner?.arn ?? '',
    account: owner?.account ?? null,
    profile: name,
    reason,
    access_key_id: accessKeyId,
  });
}
