/**
 * A session that was issued before, handed out once more: only after an allowing verdict of now, while
 * its row is live, and while nothing of what it was given for has changed.
 *
 * Whose end ends a session: the row of one that nobody else has been given is ended by whoever ran it
 * (`exec`, the console) and is useless in the cache from then on. Handing it out again counts in the row
 * first, in one conditional write; from then on nobody's end ends it, and it lives until its credentials
 * do, or until it is revoked. Whichever of the two writes comes second loses, and does without.
 */
import {
  IllegalTransition,
  type Ledger,
  LedgerConflict,
  type SessionRow,
} from '../ledger/types.ts';
import { evaluate } from '../policy/evaluate.ts';
import { failedEntry, type IssueFacts, reusedEntry } from './entries.ts';
import { wordsOf } from './fresh.ts';
import { grantText } from './grant.ts';
import { findKept, type KeptSession } from './kept-session.ts';
import { lifeLeft } from './life-left.ts';
import { recorded } from './recorded.ts';
import type { Run } from './run.ts';
import { workRegion } from './settings.ts';
import type { Issued } from './types.ts';

/** A lost write means that another request was given the session: more than so many at once there are not. */
const CLAIMS = 200;
/** An answer's `Date` is cut to the second, and may be of another of AWS's clocks. */
const CLOCK_SLACK_MS = 60_000;

/** The kept session of this run as if just issued; null: there is none that may be given. */
export async function reuse(run: Run, key: string): Promise<Issued | null> {
  const kept = await findKept(run, key);
  if (!kept) return null;
  const row = await recorded(claim(run, kept));
  if (!row) return null;
  return handOut(run, kept, row);
}

/** Reads the row by its id, strongly, and counts this use in it before anything is handed out. */
async function claim(run: Run, kept: KeptSession): Promise<SessionRow | null> {
  const { openLedger } = await import('../ledger/open.ts');
  const { now } = run.seen.time;
  const ledger = await openLedger(run.ctx, { now });
  try {
    for (let turn = 0; turn < CLAIMS; turn++) {
      run.signal.throwIfAborted();
      const row = await ledger.getSession(kept.sessionId);
      if (!row || !rowFits(run, kept, row) || !stillGood(run, kept, row, now())) return null;
      const claimed = await count(ledger, row, now());
      if (claimed !== 'changed') return claimed;
    }
    return null;
  } finally {
    ledger.close();
  }
}

async function count(ledger: Ledger, row: SessionRow, now: number) {
  const changes = { lastAccessAt: now, requestCount: row.requestCount + 1 };
  try {
    const counted = await ledger.updateSession(row, changes);
    // The write itself finds out what the clock has ended.
    return counted.status === 'active' ? counted : null;
  } catch (error) {
    if (error instanceof LedgerConflict) return 'changed';
    if (error instanceof IllegalTransition) return null;
    throw error;
  }
}

/** Whether the row is that of this session, live, and given for exactly what is asked for now. */
export function rowFits({ seen, decided, request }: Run, kept: KeptSession, row: SessionRow) {
  const { assessment, profile } = seen;
  return (
    row.status === 'active' &&
    row.kind === 'static' &&
    row.accessKeyId === kept.credentials.accessKeyId &&
    row.credentialsExpireAt === kept.credentials.expiration &&
    row.sourceIdentity !== null &&
    row.principalArn === assessment.principal.arn &&
    row.profile === profile.name &&
    row.roleArn === assessment.roleArn &&
    row.mode === request.mode &&
    row.grant === grantText(decided.grant)
  );
}

/** Whether policy would give these credentials now, with this end, and enough of their life is left. */
export function stillGood(run: Run, kept: KeptSession, row: SessionRow, now: number): boolean {
  const { seen, decided, request } = run;
  const { grant, lifetime } = decided;
  const { expiration } = kept.credentials;
  if (grant.kind === 'direct' && evaluate(seen.prepared, seen.asked, now).effect !== 'allow') {
    return false;
  }
  if (grant.ends !== null && !(grant.ends > now && expiration <= grant.ends)) return false;
  if (!(expiration <= now + lifetime.capped * 1000 + CLOCK_SLACK_MS)) return false;
  if (!(expiration - now >= (request.minTtl ?? 0) * 1000)) return false;
  return lifeLeft({ from: row.startedAt, until: expiration }, now);
}

async function handOut(run: Run, kept: KeptSession, row: SessionRow): Promise<Issued> {
  const { ctx, request, seen, decided, log, signal } = run;
  const { credentials, region } = kept;
  const facts: IssueFacts = {
    requestId: row.requestId,
    stamp: row.sourceIdentity,
    grant: decided.grant,
    granted: Math.floor((credentials.expiration - seen.time.now()) / 1000),
  };
  await run.record(facts);
  try {
    signal.throwIfAborted();
    await log.append(
      reusedEntry(seen.assessment, facts, {
        accessKeyId: credentials.accessKeyId,
        expiresAt: credentials.expiration,
        region,
      }),
    );
    signal.throwIfAborted();
  } catch (error) {
    await log.append(failedEntry(seen.assessment, facts, wordsOf(error))).catch(() => {});
    throw error;
  }
  return {
    credentials,
    session: row,
    stamp: facts.stamp,
    assessment: seen.assessment,
    region: workRegion(ctx, request, seen.profile, region),
    reused: true,
    notices: decided.notices,
  };
}
