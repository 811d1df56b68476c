/**
 * One issue, in the order that makes it safe: decide, then either a session that is still good for this
 * verdict (`reuse.ts`), or a new one (`fresh.ts`): log, assume and record together, log, hand over.
 */
import type { DecisionLog } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { withDeadline } from './deadline.ts';
import { decide } from './decide.ts';
import { decisionEntry } from './entries.ts';
import { issueFresh, wordsOf } from './fresh.ts';
import { sessionKey } from './kept-session.ts';
import { type Look, look } from './look.ts';
import { reuse } from './reuse.ts';
import { type Run, startRun } from './run.ts';
import type { Issued, IssueRequest } from './types.ts';
import { withWayOut } from './way-out.ts';
import { withNotices } from './with-notices.ts';

/**
 * Issues credentials, stamped and recorded, or throws and hands nothing over.
 * @throws SentinelError: `denied`, `approval_needed`, `server_needed` by policy; `failed`, `not_signed_in`
 *   (with `need` where a person can help), `unavailable` where something did not work; `usage`.
 */
export async function issue(ctx: Context, request: IssueRequest): Promise<Issued> {
  return withWayOut(ctx, request.configPath, () =>
    withDeadline(request.signal, async (signal) => {
      const seen = await look(ctx, request, signal);
      const log = await openLog(ctx, request, seen);
      const decided = await decide(seen.ctx, request, seen, (refused) =>
        log.append(decisionEntry(seen.assessment, null, refused)),
      );
      const run = startRun({ ctx: seen.ctx, request, seen, decided, log, signal });
      try {
        signal.throwIfAborted();
        return await give(run);
      } catch (error) {
        // Policy had let it, and nothing came of it: cut off while others were waited for, or no MFA code.
        if (!run.recorded) await run.record(null, wordsOf(error)).catch(() => {});
        throw withNotices(error, seen.reach.notices);
      }
    }),
  );
}

/**
 * What is kept if it may be given; else one process of those that ask for the same gets new credentials,
 * and the others find them kept. Each has a verdict of its own by now, and logs it.
 */
async function give(run: Run): Promise<Issued> {
  const key = sessionKey(run);
  if (key === null) return issueFresh(run, null);
  const ready = () => reuse(run, key);
  const kept = await ready();
  if (kept) return kept;
  const { singleFlight } = await import('../cache/single-flight.ts');
  const lead = () => issueFresh(run, key);
  return singleFlight(run.ctx, `session ${key}`, { ready, lead, signal: run.signal });
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
