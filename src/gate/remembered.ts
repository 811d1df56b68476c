/**
 * Whom base credentials belong to, remembered sealed from request to request. It saves a question and
 * proves nothing: it counts only beside another answer of AWS to the same keys (the policy's), and a
 * refusal of them by any call drops it.
 */
import type { AwsCredentials, CallerIdentity } from '../aws/api.ts';
import type { SealedCache } from '../cache/types.ts';
import type { Context } from '../context.ts';

export interface RememberedIdentity {
  /** Names these keys without revealing them; `''` where nothing is remembered. */
  readonly key: string;
  recall(): Promise<CallerIdentity | null>;
  keep(identity: CallerIdentity): Promise<void>;
  forget(): Promise<void>;
}

const NOTHING: RememberedIdentity = {
  key: '',
  recall: async () => null,
  keep: async () => {},
  forget: async () => {},
};

const HOUR_MS = 3_600_000;
/** A user may be renamed under the same keys. */
const MOST_MS = 12 * HOUR_MS;
/** Temporary keys that do not say when they end. */
const UNKNOWN_MS = HOUR_MS;

/**
 * @param cache null: nothing is remembered.
 * @param place whose answers these are: the endpoints in use (`''`: AWS's own).
 */
export function rememberedIdentity(
  ctx: Pick<Context, 'clock'>,
  cache: SealedCache | null,
  credentials: AwsCredentials,
  place: string,
): RememberedIdentity {
  if (!cache) return NOTHING;
  const key = keysFingerprint(cache, credentials, place);
  return {
    key,
    async recall() {
      const text = await cache.get('identity', key);
      return text === null ? null : readIdentity(text);
    },
    async keep(identity) {
      const { arn, account, userId } = identity;
      const until = ctx.clock.now() + lifeOf(ctx, credentials);
      // Nothing depends on it: a full disk costs the next request one question more.
      await cache
        .put('identity', key, JSON.stringify({ arn, account, userId }), until)
        .catch(() => {});
    },
    forget: () => cache.drop('identity', key).catch(() => {}),
  };
}

/** Names an entry by secret keys without revealing them. */
export function keysFingerprint(
  cache: SealedCache,
  { accessKeyId, secretAccessKey, sessionToken }: AwsCredentials,
  ...more: readonly string[]
): string {
  return cache.fingerprint(
    JSON.stringify([accessKeyId, secretAccessKey, sessionToken ?? null, ...more]),
  );
}

/** Milliseconds. */
function lifeOf(ctx: Pick<Context, 'clock'>, { sessionToken, expiration }: AwsCredentials): number {
  if (expiration !== undefined) return Math.min(expiration - ctx.clock.now(), MOST_MS);
  return sessionToken === undefined ? MOST_MS : UNKNOWN_MS;
}

function readIdentity(text: string): CallerIdentity | null {
  const { arn, account, userId } = JSON.parse(text) as Partial<CallerIdentity>;
  const whole = [arn, account, userId].every((one) => typeof one === 'string' && one !== '');
  return whole ? ({ arn, account, userId } as CallerIdentity) : null;
}
