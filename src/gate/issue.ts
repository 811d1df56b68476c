/** One issue, in the order that makes it safe: decide, log, assume and record together, log, hand over. */
import type { DecisionLog } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { assumeChain, FailedCall, type Fresh, sessionToken } from './credentials-from-aws.ts';
import { withDeadline } from './deadline.ts';
import { type Decided, decide } from './decide.ts';
import { decisionEntry, failedEntry, issuedEntry } from './entries.ts';
import { type Look, look } from './look.ts';
import { openRow, type Row } from './session-row.ts';
import { workRegion } from './settings.ts';
import { stillHolds } from './still-holds.ts';
import type { Issued, IssueRequest } from './types.ts';

/**
 * Issues credentials, stamped and recorded, or throws and hands nothing over.
 * @throws SentinelError: `denied`, `approval_needed`, `server_needed` by policy; `failed`, `not_signed_in`,
 *   `unavailable` where something did not work; `usage`.
 */
export async function issue(ctx: Context, request: IssueRequest): Promise<Issued> {
  return withDeadline(request.signal, async (signal) => {
    const seen = await look(ctx, request, signal);
    const log = await openLog(ctx, request, seen);
    const decided = await decide(ctx, request, seen, (facts, refused) =>
      log.append(decisionEntry(seen.assessment, facts, refused)),
    );
    signal.throwIfAborted();
    return handOver(ctx, request, seen, decided, log, signal);
  });
}

/** Steps 6 to 8: from here on everything that goes wrong is logged, and ends the row. */
async function handOver(
  ctx: Context,
  request: IssueRequest,
  seen: Look,
  decided: Decided,
  log: DecisionLog,
  signal: AbortSignal,
): Promise<Issued> {
  let row: Row | null = null;
  try {
    row = await openRow(ctx, seen, decided);
    const [fresh] = await both(fromAws(ctx, seen, decided), row.put());
    signal.throwIfAborted();
    stillHolds(seen, decided, fresh);
    const expiration = Math.min(fresh.credentials.expiration, decided.ends ?? Infinity);
    const keys = { ...fresh.credentials, expiration };
    const region = fresh.region;
    const head = await log.append(
      issuedEntry(seen.assessment, decided.facts, {
        accessKeyId: keys.accessKeyId,
        expiresAt: expiration,
        region,
      }),
    );
    const session = await row.activate(keys, head);
    signal.throwIfAborted();
    return {
      credentials: keys,
      session,
      stamp: decided.facts.stamp,
      assessment: seen.assessment,
      region: workRegion(ctx, request, seen.profile, region),
      reused: false,
      notices: decided.notices,
    };
  } catch (error) {
    await giveUp(seen, decided, log, row, error);
    throw error instanceof FailedCall ? error.told : error;
  } finally {
    row?.close();
  }
}

function fromAws(ctx: Context, seen: Look, decided: Decided): Promise<Fresh> {
  const { lifetime, facts } = decided;
  if (facts.stamp === null) return sessionToken(ctx, seen.reader, lifetime.seconds);
  return assumeChain(ctx, seen.reader, {
    hops: seen.profile.hops,
    sessionName: decided.sessionName,
    stamp: facts.stamp,
    seconds: lifetime.seconds,
    endsBy: lifetime.endsBy,
  });
}

/** Waits for both to end, well or not, so that what is cleaned up afterwards is final. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  const [a, b] = await Promise.allSettled([first, second]);
  if (a.status === 'rejected') throw a.reason;
  if (b.status === 'rejected') throw b.reason;
  return [a.value, b.value];
}

/** Ends the row and logs the failure, as far as either still can be written: nothing was handed over. */
async function giveUp(
  seen: Look,
  decided: Decided,
  log: DecisionLog,
  row: Row | null,
  error: unknown,
): Promise<void> {
  const code = error instanceof FailedCall ? error.code : wordsOf(error);
  await row?.end().catch(() => {});
  await log.append(failedEntry(seen.assessment, decided.facts, code)).catch(() => {});
}

/** Only our own sentences are known to hold no secret. */
function wordsOf(error: unknown): string {
  return error instanceof SentinelError
    ? error.message
    : ((error as Error | null)?.name ?? 'Error');
}

async function openLog(ctx: Context, request: IssueRequest, seen: Look): Promise<DecisionLog> {
  const { openDecisionLog } = await import('../audit/log.ts');
  const { files = [], stderr = false } = request.log ?? {};
  const configured = seen.world.config.log;
  return openDecisionLog(ctx, {
    extraSinks: [...new Set([...files, ...configured.filter((sink) => sink !== 'stderr')])],
    stderr: stderr || configured.includes('stderr'),
    now: seen.time.now,
  });
}
