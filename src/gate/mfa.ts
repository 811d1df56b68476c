/**
 * MFA: the GetSessionToken that a code of the profile's device buys is the base of everything until it
 * ends. It is kept sealed; the code itself never is. Whoever is refused is never asked for one.
 */
import type { AwsCredentials } from '../aws/api.ts';
import type { SealedCache } from '../cache/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { lifeLeft } from './life-left.ts';
import { keysFingerprint } from './remembered.ts';

/** A device whose code is needed before anything can be issued. */
export interface MfaNeeded {
  readonly serial: string;
  /** The session, where another process has had its code by now. */
  session(): Promise<MfaSession | null>;
  /** @param skew AWS's time minus the machine's, milliseconds. */
  keep(session: MfaSession, skew: number): Promise<void>;
}

export type MfaSession = AwsCredentials & { readonly expiration: number };

/** Either the session that an earlier code bought, or the device that must be asked; neither: no MFA. */
export interface MfaState {
  readonly session: MfaSession | null;
  readonly needed: MfaNeeded | null;
  /** AWS takes the session no more. */
  forget(): Promise<void>;
}

const NO_MFA: MfaState = { session: null, needed: null, forget: async () => {} };
const CODE = /^[0-9]{6}$/;

/**
 * Looks for a session of this device. Only long-term keys can ask AWS for one (STS API reference,
 * GetSessionToken): with others the trust policy decides whether what they carry is enough.
 * @param place the endpoints in use (`''`: AWS's own).
 */
export async function mfaState(
  ctx: Pick<Context, 'clock'>,
  cache: SealedCache | null,
  base: AwsCredentials,
  serial: string | null,
  place: string,
): Promise<MfaState> {
  if (serial === null || base.sessionToken !== undefined) return NO_MFA;
  const key = cache && keysFingerprint(cache, base, serial, place);
  const session = async () => {
    const text = cache && key && (await cache.get('mfa', key));
    return text ? readSession(text, ctx.clock.now()) : null;
  };
  const forget = async () => {
    if (cache && key) await cache.drop('mfa', key).catch(() => {});
  };
  const found = await session();
  if (found) return { session: found, needed: null, forget };
  const needed: MfaNeeded = {
    serial,
    session,
    async keep(made, skew) {
      if (!cache || !key) return;
      // Both on the machine's clock, which alone is known when it is looked for.
      const life = { from: ctx.clock.now(), until: made.expiration - skew };
      const text = JSON.stringify({ credentials: made, life });
      // Not kept, it is asked for again; that is no reason to give nothing now.
      await cache.put('mfa', key, text, life.until).catch(() => {});
    },
  };
  return { session: null, needed, forget };
}

/**
 * The code to buy a session with.
 * @throws SentinelError `not_signed_in`, with whose code is needed, where none or no real one is at hand.
 */
export function codeFor({ serial }: Pick<MfaNeeded, 'serial'>, code: string | undefined): string {
  if (code !== undefined && CODE.test(code)) return code;
  throw new SentinelError(
    'not_signed_in',
    code === undefined
      ? `This profile needs a code of your MFA device ${serial}.`
      : `An MFA code is six digits (${serial}).`,
    ['Where there is a terminal it is asked for: run sentinel, or sentinel exec, in one.'],
    undefined,
    { kind: 'mfa', serial },
  );
}

function readSession(text: string, now: number): MfaSession | null {
  const { credentials, life } = JSON.parse(text) as {
    credentials: MfaSession;
    life: { from: number; until: number };
  };
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const whole = [accessKeyId, secretAccessKey, sessionToken].every(
    (one) => typeof one === 'string' && one !== '',
  );
  return whole && lifeLeft(life, now) ? credentials : null;
}
