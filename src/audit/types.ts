/** One line of the decision log (JSON, snake_case on disk as written here). */
import type { Mode } from '../policy/types.ts';

export type LogEvent =
  | 'decision'
  | 'issued'
  | 'reused'
  | 'failed'
  | `request.${string}`
  | `breakglass.${string}`
  | `session.${string}`;

/** What a caller gives; the log adds timestamp, host, pid, seq, prev and hash. Absent fields are left out. */
export interface LogEntry {
  event: LogEvent;
  user: string;
  principal_arn: string;
  account?: string | null;
  profile: string;
  role_arn?: string | null;
  mode?: Mode;
  effect?: string;
  rule?: string | null;
  rule_index?: number;
  matched?: readonly string[];
  reason?: string;
  overridden?: { effect: string; rule: string | null };
  request_id?: string;
  source_identity?: string | null;
  stamped?: boolean;
  access_key_id?: string;
  region?: string;
  endpoint?: string;
  /** As `1h`. */
  duration?: string;
  /** UTC, ISO 8601. */
  expires_at?: string;
  justification?: string;
  reason_code?: string;
  ticket?: string;
  approved_request_id?: string;
  approvers?: readonly string[];
  breakglass_event_id?: string;
  renewal?: number;
  policy?: {
    ref: string;
    version: number | null;
    sha256: string;
    /** Of a policy in several parameters: each of them, in order. */
    parts?: readonly { ref: string; version: number | null; sha256: string }[];
  };
  /** AWS's code where a call failed. */
  error?: string;
}

export interface LogLine extends LogEntry {
  timestamp: string;
  host: string;
  pid: number;
  seq: number;
  prev: string;
  /** Where bytes that a crash left unfinished before this line were moved to: a file name in the log's folder. */
  set_aside?: string;
  hash: string;
}

/** The end of the chain after an append. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
  /** The file that an unfinished last line was moved to by this append; worth a sentence to the user. */
  readonly setAside?: string;
}
