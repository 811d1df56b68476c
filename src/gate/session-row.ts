/** The session's row in the ledger through one issue: `issuing`, then `active`, or `ended`. */

import type { LogHead } from '../audit/types.ts';
import type { AwsCredentials } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { hexId } from '../files/ids.ts';
import { policyUsername } from '../identity/principal.ts';
import type { SessionRow } from '../ledger/types.ts';
import type { Decided } from './decide.ts';
import type { IssueFacts } from './entries.ts';
import { grantText } from './grant.ts';
import type { Look } from './look.ts';
import { recorded } from './recorded.ts';

export interface Row {
  put(): Promise<void>;
  /** Puts in what was issued, and gives the row as it is stored. */
  activate(
    keys: AwsCredentials & { readonly expiration: number },
    head: LogHead,
  ): Promise<SessionRow>;
  /** Ends a row that came to nothing. */
  end(): Promise<void>;
  close(): void;
}

/** Opens the ledger and prepares the row; nothing is written before `put`. */
export async function openRow(
  ctx: Context,
  seen: Look,
  decided: Decided,
  facts: IssueFacts,
): Promise<Row> {
  const { openLedger } = await import('../ledger/open.ts');
  const ledger = await openLedger(ctx, { now: seen.time.now });
  let row = newRow(ctx, seen, decided, facts);
  let stored = false;
  return {
    async put() {
      await recorded(ledger.putSession(row));
      stored = true;
    },
    async activate(keys, head) {
      row = await recorded(
        ledger.updateSession(row, {
          status: 'active',
          accessKeyId: keys.accessKeyId,
          credentialsExpireAt: keys.expiration,
          logSeq: head.seq,
          logHash: head.hash,
        }),
      );
      return row;
    },
    async end() {
      if (stored) await ledger.updateSession(row, { status: 'ended' });
    },
    close: () => ledger.close(),
  };
}

function newRow(ctx: Context, seen: Look, decided: Decided, facts: IssueFacts): SessionRow {
  const { assessment } = seen;
  return {
    id: hexId(ctx.random, 8),
    user: policyUsername(assessment.principal),
    principalArn: assessment.principal.arn,
    profile: seen.profile.name,
    roleArn: assessment.roleArn,
    mode: assessment.request.mode,
    sourceIdentity: facts.stamp,
    requestId: facts.requestId,
    accessKeyId: null,
    kind: 'static',
    startedAt: seen.time.now(),
    credentialsExpireAt: null,
    windowEndsAt: decided.ends,
    lastAccessAt: null,
    requestCount: 0,
    logSeq: null,
    logHash: null,
    host: ctx.host,
    pid: ctx.pid,
    grant: grantText(facts.grant),
    status: 'issuing',
    version: 1,
  };
}
