/** Step 6's AWS half: the chain of AssumeRole calls, or a session token where nothing can carry a stamp. */
import type { Answer, AwsCredentials } from '../aws/api.ts';
import type { Context } from '../context.ts';
import type { Hop } from '../profiles/types.ts';
import { explainAws } from './aws-errors.ts';
import { LEAST_SECONDS, sessionPolicy } from './lifetime.ts';
import type { PolicyReader } from './policy-source.ts';
import { firstAnswering } from './regions.ts';

export type Temporary = AwsCredentials & { readonly expiration: number };

/** Fresh credentials with AWS's time and region of the last answer. */
export interface Fresh {
  readonly credentials: Temporary;
  readonly date: number;
  readonly region: string;
}

export interface AssumeWish {
  readonly hops: readonly Hop[];
  readonly sessionName: string;
  readonly stamp: string;
  /** Of the last hop. */
  readonly seconds: number;
  /** When AWS is to end the credentials, milliseconds; null: at their own end. */
  readonly endsBy: number | null;
}

/**
 * Assumes each role in turn. The stamp is set on the first hop; AWS keeps it on the rest, where it is
 * sent again and must be the same. Only the last hop's credentials are ever handed over.
 */
export async function assumeChain(
  ctx: Context,
  reader: PolicyReader,
  wish: AssumeWish,
): Promise<Fresh> {
  let fresh: Fresh | null = null;
  for (const [index, hop] of wish.hops.entries()) {
    const last = index === wish.hops.length - 1;
    const credentials: AwsCredentials = fresh?.credentials ?? reader.credentials;
    const doing = {
      what: `The role ${hop.roleArn}`,
      step: 'assume',
      source: reader.source,
    } as const;
    fresh = await fromAws(ctx, reader, credentials, doing, (sts, signal) =>
      sts.assumeRole(
        {
          roleArn: hop.roleArn,
          roleSessionName: wish.sessionName,
          sourceIdentity: wish.stamp,
          durationSeconds: last ? wish.seconds : LEAST_SECONDS,
          ...(last && wish.endsBy !== null && { policy: sessionPolicy(wish.endsBy) }),
          ...(hop.externalId !== null && { externalId: hop.externalId }),
        },
        signal,
      ),
    );
  }
  if (!fresh) throw new Error('a chain without a role');
  return fresh;
}

/** Temporary credentials of the caller itself: only under a rule that says `unstamped: allow`. */
export function sessionToken(ctx: Context, reader: PolicyReader, seconds: number): Promise<Fresh> {
  const doing = { what: 'A session token', step: 'session-token', source: reader.source } as const;
  return fromAws(ctx, reader, reader.credentials, doing, (sts, signal) =>
    sts.getSessionToken(seconds, signal),
  );
}

/** What an IAM user's session lasts where nobody says otherwise (STS API reference, GetSessionToken). */
const MFA_SECONDS = 43_200;

/** The session that a code of an MFA device buys: the base of the chain from here on. */
export async function mfaSession(
  ctx: Context,
  reader: PolicyReader,
  mfa: { readonly serial: string; readonly code: string },
): Promise<Temporary> {
  const { serial } = mfa;
  const doing = {
    what: `The code of your MFA device ${serial}`,
    step: 'mfa',
    source: reader.source,
    serial,
  } as const;
  const { credentials } = await fromAws(ctx, reader, reader.credentials, doing, (sts, signal) =>
    sts.getSessionToken(MFA_SECONDS, signal, mfa),
  );
  return credentials;
}

type Sts = Awaited<ReturnType<Context['aws']['sts']>>;

async function fromAws(
  ctx: Context,
  reader: PolicyReader,
  credentials: AwsCredentials,
  doing: Parameters<typeof explainAws>[1],
  call: (
    sts: Sts,
    signal: AbortSignal | undefined,
  ) => Promise<Answer<{ readonly credentials: Temporary }>>,
): Promise<Fresh> {
  const { value, date, region } = await firstAnswering(
    reader.regions,
    'sts',
    reader.signal,
    async (name, signal) => call(await ctx.aws.sts({ region: name, credentials }), signal),
  ).catch((error: unknown) => {
    throw new FailedCall(error, explainAws(error, doing));
  });
  reader.time.note(date);
  return { credentials: value.credentials, date, region };
}

/** A call that failed: AWS's own code for the log, and the sentence for the user. */
export class FailedCall extends Error {
  override readonly name = 'FailedCall';
  readonly code: string;
  readonly told: unknown;

  constructor(error: unknown, told: unknown) {
    super('a call to AWS failed');
    const code = (error as { code?: unknown } | null)?.code;
    this.code = typeof code === 'string' ? code : 'Error';
    this.told = told;
  }
}
