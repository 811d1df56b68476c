import type { BreakglassEvent, SessionRow } from '../../src/ledger/types.ts';

/** 2026-11-20 02:00 UTC, and what rows of the tests count from. */
export const T0 = Date.UTC(2026, 10, 20, 2);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A session as the gate puts it, an hour long once it is active. */
export function session(changes: Partial<SessionRow> = {}): SessionRow {
  return {
    id: '00000000000000a1',
    user: 'alice',
    principalArn: 'arn:aws:iam::111122223333:user/alice',
    profile: 'prod',
    roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
    mode: 'cli',
    sourceIdentity: 'sentinel=alice=direct=a1b2c3d4',
    requestId: 'a1b2c3d4',
    accessKeyId: null,
    kind: 'static',
    startedAt: T0,
    credentialsExpireAt: T0 + HOUR,
    windowEndsAt: null,
    lastAccessAt: null,
    requestCount: 0,
    logSeq: null,
    logHash: null,
    host: 'laptop',
    pid: 42,
    grant: 'direct',
    status: 'issuing',
    version: 1,
    ...changes,
  };
}

/** An emergency as `open.ts` writes it, an hour long, already in the log. */
export function emergency(changes: Partial<BreakglassEvent> = {}): BreakglassEvent {
  return {
    id: '00000000000000e1',
    requestId: 'e1e2e3e4',
    invoker: 'alice',
    invokerArn: 'arn:aws:iam::111122223333:user/alice',
    profile: 'prod',
    roleArn: 'arn:aws:iam::111122223333:role/ProdAdmin',
    account: '111122223333',
    reasonCode: 'incident',
    justification: 'The database does not answer and customers wait.',
    ticket: 'INC-4711',
    rule: 'on-call',
    duration: 3600,
    status: 'active',
    createdAt: T0,
    expiresAt: T0 + HOUR,
    closedBy: null,
    closedReason: null,
    escalated: false,
    alerted: [],
    logSeq: 7,
    logHash: 'f'.repeat(64),
    version: 1,
    ...changes,
  };
}
