/** What a rotation does at AWS, and with whose keys it signs. */
import type {
  AccessKeyFacts,
  Answer,
  AwsCredentials,
  CallerIdentity,
  NewAccessKey,
} from '../../aws/api.ts';
import type { Context } from '../../context.ts';
import type { StoredKey } from '../types.ts';

export interface Hands {
  /** Whose key this is. Any region's answer does. */
  whose(key: StoredKey, region: string, signal: AbortSignal): Promise<Answer<CallerIdentity>>;
  /** @param by the stored key that signs, where nobody else was named. */
  list(by: StoredKey, signal: AbortSignal): Promise<Answer<AccessKeyFacts[]>>;
  /** Not to be cut short: what it makes would be lost. */
  create(by: StoredKey): Promise<Answer<NewAccessKey>>;
  switchOff(by: StoredKey, id: string): Promise<unknown>;
  remove(by: StoredKey, id: string): Promise<unknown>;
  lastUsed(by: StoredKey, id: string): Promise<number | null>;
}

/** Who signs in place of the stored keys themselves. */
export interface Signer {
  readonly credentials: AwsCredentials;
  /** The user whose keys they are: must be named where another one signs. */
  readonly user: string;
}

/**
 * @param region of the IAM calls, which tells the partition.
 * @param signer null: the stored keys sign for themselves.
 */
export function makeHands(ctx: Context, region: string, signer: Signer | null): Hands {
  const user = signer?.user ?? null;
  const iam = (by: StoredKey) =>
    ctx.aws.iam({ region, credentials: signer?.credentials ?? asCredentials(by) });
  return {
    whose: async (key, at, signal) =>
      (await ctx.aws.sts({ region: at, credentials: asCredentials(key) })).getCallerIdentity(
        signal,
      ),
    list: async (by, signal) => (await iam(by)).listAccessKeys(user, signal),
    create: async (by) => (await iam(by)).createAccessKey(user),
    switchOff: async (by, id) => (await iam(by)).setAccessKeyStatus(user, id, 'Inactive'),
    remove: async (by, id) => (await iam(by)).deleteAccessKey(user, id),
    lastUsed: async (by, id) => (await (await iam(by)).accessKeyLastUsed(id)).value,
  };
}

/** A stored key as a client takes it. */
export function asCredentials(key: StoredKey): AwsCredentials {
  return { accessKeyId: key.id, secretAccessKey: key.secret };
}
