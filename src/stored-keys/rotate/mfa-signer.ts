/** Users whose policies want MFA for their own keys: a session that a code of their device buys. */
import { AwsError } from '../../aws/api.ts';
import { SentinelError } from '../../errors.ts';
import { codeFor, mfaState } from '../../gate/mfa.ts';
import type { StoredKeys } from '../types.ts';
import { deviceOfKeys, type KeysWorld } from '../world.ts';
import { asCredentials, type Signer } from './hands.ts';

const SECONDS = 3_600;

/**
 * The session of the device that a profile with these stored keys names (`sentinel_mfa_serial`); null
 * where none does. One that the gate has bought already is used.
 * @throws SentinelError `not_signed_in`, with `need`, where a code is wanted.
 */
export async function mfaSigner(
  world: KeysWorld,
  wish: { readonly name: string; readonly mfaCode?: string; readonly signal: AbortSignal },
  about: {
    readonly keys: StoredKeys;
    readonly user: string;
    readonly regions: readonly string[];
  },
): Promise<Signer | null> {
  const { ctx, config, profiles, place } = world;
  const serial = deviceOfKeys(profiles, wish.name);
  if (serial === null) return null;
  const { openSealedCache } = await import('../../cache/open.ts');
  const { cache } = await openSealedCache(ctx, config);
  const credentials = asCredentials(about.keys.key);
  const { session, needed } = await mfaState(ctx, cache, credentials, serial, place);
  if (session || !needed) return session && { credentials: session, user: about.user };
  const code = codeFor(needed, wish.mfaCode);
  const sts = await ctx.aws.sts({ region: about.regions[0] as string, credentials });
  const bought = await sts
    .getSessionToken(SECONDS, wish.signal, { serial, code })
    .catch((error: unknown) => {
      if (!(error instanceof AwsError) || error.unreachable) throw error;
      throw new SentinelError(
        'not_signed_in',
        `The code of your MFA device ${serial}: AWS refuses it (${error.code}): ${error.message}`,
        ['Each code works once: wait for the next one, and try again.'],
        error,
        { kind: 'mfa', serial },
      );
    });
  await needed.keep(bought.value.credentials, bought.date - ctx.clock.now());
  return { credentials: bought.value.credentials, user: about.user };
}
