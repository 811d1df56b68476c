/** The ledger's rows and the one interface its engines share. Times: milliseconds since the epoch (stored UTC, fixed width); durations: seconds. */
import type { Mode, ReasonCode } from '../policy/types.ts';

export type SessionStatus = 'issuing' | 'active' | 'ended' | 'revoked' | 'expired';

/** Credentials in use. No secret is ever in a row. */
export interface SessionRow {
  /** 16 lower-case hex. */
  readonly id: string;
  readonly user: string;
  readonly principalArn: string;
  readonly profile: string;
  readonly roleArn: string | null;
  readonly mode: Mode;
  readonly sourceIdentity: string | null;
  /** The 8 hex in the stamp. */
  readonly requestId: string;
  readonly accessKeyId: string | null;
  readonly kind: 'static' | 'served';
  readonly startedAt: number;
  readonly credentialsExpireAt: number | null;
  /** When the grant ends; null: no window but the credentials' own life. */
  readonly windowEndsAt: number | null;
  readonly lastAccessAt: number | null;
  readonly requestCount: number;
  /** The decision log's head when this was issued. */
  readonly logSeq: number | null;
  readonly logHash: string | null;
  readonly host: string;
  readonly pid: number;
  /** `direct`, `request:<id>` or `breakglass:<id>`. */
  readonly grant: string;
  readonly status: SessionStatus;
  readonly version: number;
}

export type BreakglassStatus = 'active' | 'closed' | 'expired';

/** An emergency as it was declared. The justification cannot be changed afterwards. */
export interface BreakglassEvent {
  readonly id: string;
  /** 8 hex reserved at opening: every session under the event carries that one stamp. */
  readonly requestId: string;
  readonly invoker: string;
  readonly invokerArn: string;
  readonly profile: string;
  readonly roleArn: string | null;
  readonly account: string | null;
  readonly reasonCode: ReasonCode;
  readonly justification: string;
  readonly ticket: string | null;
  /** The break-glass rule that let it. */
  readonly rule: string;
  readonly duration: number;
  readonly status: BreakglassStatus;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly closedBy: string | null;
  readonly closedReason: string | null;
  readonly escalated: boolean;
  readonly alerted: readonly string[];
  /**
   * The log's head after `breakglass.invoked`, written once log and alerts are done; null until then.
   * An event without it grants nothing, and stops counting as active after OPENING_LIFE.
   */
  readonly logSeq: number | null;
  readonly logHash: string | null;
  readonly version: number;
}

export interface SessionFilter {
  readonly status?: SessionStatus;
  readonly user?: string;
  readonly profile?: string;
  readonly grant?: string;
  /** The beginning of the id. */
  readonly idPrefix?: string;
  readonly limit?: number;
}

export interface BreakglassFilter {
  readonly status?: BreakglassStatus;
  readonly user?: string;
  readonly profile?: string;
  /** The beginning of the id. */
  readonly idPrefix?: string;
  readonly limit?: number;
}

/** The only members of a session that may change after it was put. */
export type SessionChanges = Partial<
  Pick<
    SessionRow,
    | 'status'
    | 'accessKeyId'
    | 'credentialsExpireAt'
    | 'windowEndsAt'
    | 'lastAccessAt'
    | 'requestCount'
    | 'logSeq'
    | 'logHash'
    | 'host'
    | 'pid'
  >
>;

/** The only members of a break-glass event that may change after it was opened. */
export type BreakglassChanges = Partial<
  Pick<
    BreakglassEvent,
    'status' | 'closedBy' | 'closedReason' | 'escalated' | 'alerted' | 'logSeq' | 'logHash'
  >
>;

/**
 * Every change is a conditional write on the version read: a lost race throws LedgerConflict, an unknown
 * id LedgerMissing, a change the state machine or the row forbids IllegalTransition.
 *
 * What is read has its expiry decided by the clock (the row says `expired` though `active` is stored);
 * what is written is judged by what is stored, so that a wrong clock never blocks ending a session.
 */
export interface Ledger {
  /** Puts a new row (version 1). An id that exists: LedgerConflict. */
  putSession(row: SessionRow): Promise<void>;
  /** Writes `changes` and version + 1 where the stored version is `row.version`; gives the new row. */
  updateSession(row: SessionRow, changes: SessionChanges): Promise<SessionRow>;
  getSession(id: string): Promise<SessionRow | null>;
  /** Newest first. */
  listSessions(filter: SessionFilter): Promise<SessionRow[]>;
  /** Refuses (LedgerConflict) while another event of this user and profile is active at `event.createdAt`. */
  openBreakglass(event: BreakglassEvent): Promise<void>;
  updateBreakglass(event: BreakglassEvent, changes: BreakglassChanges): Promise<BreakglassEvent>;
  getBreakglass(id: string): Promise<BreakglassEvent | null>;
  /** The event of this user and profile that grants at `now` (active, recorded in the log), by primary key. */
  activeBreakglass(user: string, profile: string, now: number): Promise<BreakglassEvent | null>;
  /** Newest first. */
  listBreakglass(filter: BreakglassFilter): Promise<BreakglassEvent[]>;
  close(): void;
}

/** A conditional write that lost: what is stored is not what was read. */
export class LedgerConflict extends Error {
  override readonly name = 'LedgerConflict';
}

/** An id the ledger does not hold. */
export class LedgerMissing extends Error {
  override readonly name = 'LedgerMissing';
}

/** A change that the state machine forbids, or of a member that never changes. */
export class IllegalTransition extends Error {
  override readonly name = 'IllegalTransition';
}
