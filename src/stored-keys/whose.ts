/** Whose a key is, as AWS says. */
import { AwsError, type CallerIdentity } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { firstAnswering, startRegions } from '../gate/regions.ts';
import { asCredentials } from './rotate/hands.ts';
import { isUnknownKey } from './rotate/patience.ts';
import type { StoredKey } from './types.ts';

/** @returns null: AWS does not accept it. @throws SentinelError where nobody answers. */
export async function whoseKey(
  ctx: Context,
  key: StoredKey,
  regions: readonly string[],
  signal: AbortSignal,
): Promise<CallerIdentity | null> {
  const credentials = asCredentials(key);
  try {
    return await firstAnswering(startRegions(regions), 'sts', signal, async (region, within) => {
      const sts = await ctx.aws.sts({ region, credentials });
      return (await sts.getCallerIdentity(within)).value;
    });
  } catch (error) {
    if (isUnknownKey(error)) return null;
    if (!(error instanceof AwsError)) throw error;
    if (/^(SignatureDoesNotMatch|InvalidSignature)/.test(error.code))
      return wrongSecret(error, key);
    const why = error.unreachable ? 'does not answer' : 'refuses';
    throw new SentinelError(
      error.unreachable ? 'unavailable' : 'failed',
      `AWS sts ${why} who ${key.id} is (${error.code}).`,
      ['Check the network (proxy, VPN) and try again.'],
      error,
    );
  }
}

function wrongSecret(error: AwsError, { id }: StoredKey): never {
  const time = /^Signature (expired|not yet current)/i.test(error.message);
  throw new SentinelError(
    'failed',
    time
      ? `AWS refuses the signature of ${id} for its time (${error.code}): this machine's clock is off.`
      : `The secret is not that of ${id} (${error.code}).`,
    [time ? "Set this machine's clock right, then try again." : 'Copy both again, whole.'],
    error,
  );
}
