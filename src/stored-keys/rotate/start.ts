/** A rotation from the command's wish on: which keys, whose, who signs, and the record of it. */
import type { AwsCredentials, CallerIdentity } from '../../aws/api.ts';
import type { Context } from '../../context.ts';
import { SentinelError } from '../../errors.ts';
import { parsePrincipal } from '../../identity/principal.ts';
import { checkKeysName } from '../name.ts';
import { recordKeys } from '../record.ts';
import { noSuchKeys } from '../shelf.ts';
import type { StoredKeys } from '../types.ts';
import { whoseKey } from '../whose.ts';
import { type KeysWorld, openKeysWorld, type Where } from '../world.ts';
import { makeHands, type Signer } from './hands.ts';
import { mfaSigner } from './mfa-signer.ts';
import { type Pace, REAL_PACE } from './patience.ts';
import { planRotation, rotate } from './rotate.ts';
import type { Rotated, RotateRequest, Tools } from './types.ts';
import { usableKeys } from './usable.ts';

export interface RotateWish extends Where {
  readonly name: string;
  readonly keepOld: boolean;
  /** Gets credentials that sign in place of the stored keys (`--aws-profile`); null: they sign themselves. */
  readonly signAs: (() => Promise<AwsCredentials>) | null;
  readonly mfaCode?: string;
  readonly signal: AbortSignal;
  readonly tell: (text: string) => void;
  /** Tests have their own. */
  readonly pace?: Pace;
}

/** Rotates; to be called inside `alone`. @throws SentinelError, with `need` where an MFA code would help. */
export async function rotateStored(ctx: Context, wish: RotateWish): Promise<Rotated> {
  const { tools, request, world, swapped } = await prepare(ctx, wish);
  // Written before anything else: what the store says is used must work.
  if (swapped) await world.shelf.keep(wish.name, request.keys);
  return rotate(tools, request);
}

/** The lines of `--dry-run`: nothing is changed, here or at AWS. */
export async function planStored(ctx: Context, wish: RotateWish): Promise<string[]> {
  const { tools, request } = await prepare(ctx, wish);
  return planRotation(tools, request);
}

interface Prepared {
  readonly tools: Tools;
  readonly request: RotateRequest;
  readonly world: KeysWorld;
  readonly swapped: boolean;
}

async function prepare(ctx: Context, wish: RotateWish): Promise<Prepared> {
  const { name, keepOld, signal, tell } = wish;
  const world = await openKeysWorld(ctx, checkKeysName(name), wish);
  const stored = await world.shelf.read(name);
  if (!stored) throw noSuchKeys(name, world.shelf.label);
  const regions = world.regions();
  const pace = wish.pace ?? REAL_PACE;
  for (const notice of world.notices) tell(notice);
  const { keys, identity, swapped } = await usableKeys({
    name,
    keys: stored,
    whose: (key) => whoseKey(world.ctx, key, regions, signal),
    pace,
    now: ctx.clock.now(),
    signal,
  });
  const user = userOf(identity, keys);
  const signer = await signerFor(world, wish, { keys, user, identity, regions });
  const owner = { arn: identity.arn, account: identity.account };
  return {
    world,
    swapped,
    tools: { shelf: world.shelf, hands: makeHands(world.ctx, regions[0] as string, signer), pace },
    request: {
      about: { name, user },
      keys: { ...keys, owner },
      keepOld,
      regions,
      signal,
      tell,
      record: ({ id, old, kept }) =>
        recordKeys(ctx, world.config, {
          event: 'keys.rotated',
          name,
          accessKeyId: id,
          owner,
          reason: `in place of ${old}, which is ${kept ? 'switched off' : 'deleted'}`,
        }),
    },
  };
}

/** The IAM user that has the keys; nobody else can have long-term keys that are rotated. */
function userOf(identity: CallerIdentity, { key }: StoredKeys): string {
  const principal = parsePrincipal(identity);
  if (principal.type === 'user') return principal.rawName;
  throw new SentinelError(
    'failed',
    `${key.id} is ${identity.arn}'s, and only keys of an IAM user are rotated.`,
    [
      principal.type === 'root'
        ? "Delete the root user's access keys (IAM User Guide, root user best practices), and make a user."
        : 'Add the keys of an IAM user.',
    ],
  );
}

async function signerFor(
  world: KeysWorld,
  wish: RotateWish,
  about: {
    readonly keys: StoredKeys;
    readonly user: string;
    readonly identity: CallerIdentity;
    readonly regions: readonly string[];
  },
): Promise<Signer | null> {
  const { user, identity, regions, keys } = about;
  if (!wish.signAs) return mfaSigner(world, wish, { keys, user, regions });
  const credentials = await wish.signAs();
  const sts = await world.ctx.aws.sts({ region: regions[0] as string, credentials });
  const { value } = await sts.getCallerIdentity(wish.signal);
  if (value.account === identity.account) return { credentials, user };
  throw new SentinelError(
    'usage',
    `The keys are those of ${identity.arn}, and --aws-profile leads to ${value.arn}: another account.`,
    ['Name a profile that leads to the account of the keys.'],
  );
}
