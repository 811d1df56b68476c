/** Steps 5 to 8 of an issue that asks AWS: log, assume and record together, log, keep, hand over. */
import type { AwsCredentials } from '../aws/api.ts';
import { SentinelError } from '../errors.ts';
import {
  assumeChain,
  FailedCall,
  type Fresh,
  mfaSession,
  sessionToken,
} from './credentials-from-aws.ts';
import { drawFacts } from './decide.ts';
import { failedEntry, type IssueFacts, issuedEntry } from './entries.ts';
import { keepSession } from './kept-session.ts';
import { codeFor } from './mfa.ts';
import type { Run } from './run.ts';
import { openRow, type Row } from './session-row.ts';
import { workRegion } from './settings.ts';
import { stillHolds } from './still-holds.ts';
import type { Issued } from './types.ts';

/**
 * Asks AWS for credentials of the run's own.
 * @param key where they are kept for the next request; null: they are not.
 */
export async function issueFresh(run: Run, key: string | null): Promise<Issued> {
  const { ctx, seen, decided, signal } = run;
  const base = await baseOf(run);
  const facts = drawFacts(ctx, seen, decided);
  await run.record(facts);
  signal.throwIfAborted();
  return handOver(run, facts, base, key);
}

/** Gets the keys that the chain starts from. */
type ChainBase = () => Promise<AwsCredentials>;

/** @throws SentinelError where an MFA code is needed and none is at hand: before anything is let through. */
async function baseOf({ ctx, request, seen }: Run): Promise<ChainBase> {
  const { reader } = seen;
  const { needed } = seen.mfa;
  if (!needed) return async () => reader.credentials;
  // Another process may have had its code since this one looked.
  const made = await needed.session();
  if (made) return async () => made;
  const code = codeFor(needed, request.mfaCode);
  return async () => {
    const session = await mfaSession(ctx, reader, { serial: needed.serial, code });
    await needed.keep(session, reader.time.skew ?? 0);
    return session;
  };
}

/** From here on everything that goes wrong is logged, and ends the row. */
async function handOver(
  run: Run,
  facts: IssueFacts,
  base: ChainBase,
  key: string | null,
): Promise<Issued> {
  const { ctx, request, seen, decided, log, signal } = run;
  let row: Row | null = null;
  try {
    row = await openRow(ctx, seen, decided, facts);
    const [fresh] = await both(fromAws(run, facts, base), row.put());
    signal.throwIfAborted();
    stillHolds(seen, decided, fresh);
    const expiration = Math.min(fresh.credentials.expiration, decided.ends ?? Infinity);
    const keys = { ...fresh.credentials, expiration };
    const { region } = fresh;
    const head = await log.append(
      issuedEntry(seen.assessment, facts, {
        accessKeyId: keys.accessKeyId,
        expiresAt: expiration,
        region,
      }),
    );
    const session = await row.activate(keys, head);
    await keepSession(run, key, { credentials: keys, sessionId: session.id, region });
    signal.throwIfAborted();
    return {
      credentials: keys,
      session,
      stamp: facts.stamp,
      assessment: seen.assessment,
      region: workRegion(ctx, request, seen.profile, region),
      reused: false,
      notices: decided.notices,
    };
  } catch (error) {
    await giveUp(run, facts, row, error);
    throw error instanceof FailedCall ? error.told : error;
  } finally {
    row?.close();
  }
}

async function fromAws(run: Run, { stamp }: IssueFacts, base: ChainBase): Promise<Fresh> {
  const { ctx, seen, decided } = run;
  const { reader } = seen;
  const { lifetime, sessionName } = decided;
  if (stamp === null) return sessionToken(ctx, reader, lifetime.seconds);
  return assumeChain(
    ctx,
    { ...reader, credentials: await base() },
    {
      hops: seen.profile.hops,
      sessionName,
      stamp,
      seconds: lifetime.seconds,
      endsBy: lifetime.endsBy,
    },
  );
}

/** Waits for both to end, well or not, so that what is cleaned up afterwards is final. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

/** Ends the row and logs the failure, as far as either still can be written: nothing was handed over. */
async function giveUp(run: Run, facts: IssueFacts, row: Row | null, error: unknown): Promise<void> {
  const { seen, log } = run;
  const code = error instanceof FailedCall ? error.code : wordsOf(error);
  await row?.end().catch(() => {});
  await log.append(failedEntry(seen.assessment, facts, code)).catch(() => {});
  await seen.notice(error instanceof FailedCall ? error.told : error);
}

/** Only our own sentences are known to hold no secret. */
export function wordsOf(error: unknown): string {
  return error instanceof SentinelError
    ? error.message
    : ((error as Error | null)?.name ?? 'Error');
}
