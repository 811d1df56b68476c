/** The policies beside the access policy that the config names: break-glass, approvals, rate limits. */
import { dirname } from 'node:path';
import type { Config } from '../../config/types.ts';
import type { Context } from '../../context.ts';
import type { SentinelError } from '../../errors.ts';
import { readPolicyRef } from '../../gate/policy-ref.ts';
import type { Facts } from '../facts.ts';
import { known } from '../once.ts';

export interface OtherPolicyFact {
  /** The config's key. */
  readonly key: (typeof KEYS)[number];
  readonly ref: string;
  /** Null: it passes. */
  readonly error: SentinelError | null;
}

const KEYS = ['breakglass', 'approvals', 'ratelimits'] as const;

/** What could be read; what differs from profile to profile only for the chosen one. */
export async function otherPolicyFacts(
  ctx: Context,
  facts: Facts,
): Promise<readonly OtherPolicyFact[]> {
  const config = (await facts.config()).value?.config;
  if (!config) return [];
  const found = KEYS.flatMap((key) => {
    const ref = config[key];
    const each = ref?.includes('{profile}') && facts.request.profile === undefined;
    return ref === undefined || each ? [] : [lookAt(ctx, facts, config, key, ref)];
  });
  return (await Promise.all(found)).filter((one) => one !== null);
}

async function lookAt(
  ctx: Context,
  facts: Facts,
  config: Config,
  key: OtherPolicyFact['key'],
  named: string,
): Promise<OtherPolicyFact | null> {
  const folder = dirname(config.path ?? ctx.paths.config);
  const { value: ref, error } = await known(() =>
    readPolicyRef(named, facts.request.profile ?? '', folder),
  );
  if (!ref) return { key, ref: named, error };
  const caller = (await facts.bases()).find((one) => one.caller)?.caller;
  if (ref.kind !== 'file' && !caller) return null;
  const [{ readPolicyTexts }, parse] = await Promise.all([
    import('../../gate/policy-source.ts'),
    import('../../policy/parse.ts'),
  ]);
  const read = {
    breakglass: parse.parseBreakglassPolicy,
    approvals: parse.parseApprovalPolicy,
    ratelimits: parse.parseRateLimitPolicy,
  }[key];
  const looked = await known(async () => {
    const { texts } = await readPolicyTexts(caller?.ctx ?? ctx, ref, caller?.reader ?? null);
    for (const { text, ref: name } of texts) await read(text, name);
  });
  return looked.error?.kind === 'unavailable' ? null : { key, ref: ref.text, error: looked.error };
}
