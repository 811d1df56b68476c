/** One line of the decision log (JSON, snake_case on disk as written here). */
import type { Mode } from '../policy/types.ts';

export type LogEvent =
  | 'decision'
  | 'issued'
  | 'reused'
  | 'failed'
  | `request.${string}`
  | `breakglass.${string}`
  | `session.${string}`
  /** Long-term keys in the key store: `profile` is the name they are stored under. */
  | `keys.${string}`;

/**
 * What a caller gives; the log adds timestamp, host, pid, seq, prev and hash. Absent members are left
 * out. No member ever holds a secret, and only members named here reach a file: `FIELDS` has their order.
 */
export interface LogEntry {
  event: LogEvent;
  /** The name that policy sees. */
  user: string;
  principal_arn: string;
  /** The target's account. */
  account?: string | null;
  profile: string;
  role_arn?: string | null;
  mode?: Mode;
  /** What policy says: `allow`, `deny`, `require_approval`... An emergency reads `allow`. */
  effect?: string;
  /** The rule that decided; null: none did. Of an emergency: the break-glass rule. */
  rule?: string | null;
  /** Counted from 0; -1 where no rule of the access policy decided. */
  rule_index?: number;
  /** The rule's conditions that were asked and held. */
  matched?: readonly string[];
  /** The rule's own words, or why nothing is issued all the same. Of an emergency: the justification. */
  reason?: string;
  /** What the access policy alone would have said, where an emergency sets it aside. */
  overridden?: { effect: string; rule: string | null };
  /** The 8 hex in the stamp; of a `reused` line: those of the session that is handed out again. */
  request_id?: string;
  /** The stamp; null for an unstamped session. */
  source_identity?: string | null;
  stamped?: boolean;
  /** What CloudTrail is searched by. */
  access_key_id?: string;
  /** The region whose STS answered. */
  region?: string;
  /** Of the services that answered, where it is not AWS's own; several are separated by a blank. */
  endpoint?: string;
  /** Host and port of the proxy that AWS was asked through. */
  proxy?: string;
  /** The files whose certificates were believed, with the variable that names each. */
  ca_bundle?: string;
  /** What is given, after every cap; as `1h`. */
  duration?: string;
  /** When what is given ends; UTC, ISO 8601. */
  expires_at?: string;
  justification?: string;
  reason_code?: string;
  ticket?: string;
  /** The approved request that is issued under. */
  approved_request_id?: string;
  /** Who approved it. */
  approvers?: readonly string[];
  /** The emergency that is issued under, or that the line is about. */
  breakglass_event_id?: string;
  /** Counted from 1: a new set of credentials inside a session's window; absent for the first. */
  renewal?: number;
  /** The policy that was asked: SHA-256 over its text as loaded. */
  policy?: {
    ref: string;
    /** The parameter's; null for files and for a policy of several parameters. */
    version: number | null;
    sha256: string;
    /** Of a policy in several parameters: each of them, in order. */
    parts?: readonly { ref: string; version: number | null; sha256: string }[];
  };
  /** AWS's code where a call failed, else our own words. */
  error?: string;
}

/** A line as it stands in a file. */
export interface LogLine extends LogEntry {
  /** When it was written, on AWS's time where it is known; UTC, ISO 8601 with milliseconds. */
  timestamp: string;
  host: string;
  pid: number;
  /** Counted from 1, through all files of the log. */
  seq: number;
  /** The hash of the line before; 64 zeros in the first. */
  prev: string;
  /** Where bytes that a crash left unfinished before this line were moved to: a file name in the log's folder. */
  set_aside?: string;
  /** SHA-256 over the line's bytes before `,"hash"` plus `}`. */
  hash: string;
}

/** The end of the chain after an append. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
  /** The file that an unfinished last line was moved to by this append; worth a sentence to the user. */
  readonly setAside?: string;
}
