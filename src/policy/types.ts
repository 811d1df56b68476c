/** The words of the four kinds of policy. Pure data; times are milliseconds, durations seconds. */
import type { Principal } from '../identity/types.ts';

export const EFFECTS = [
  'allow',
  'deny',
  'require_approval',
  'require_server',
  'require_server_session',
] as const;
export type Effect = (typeof EFFECTS)[number];

export const MODES = ['cli', 'server', 'credential_process'] as const;
export type Mode = (typeof MODES)[number];

export const DAYS = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;
export type Day = (typeof DAYS)[number];

export interface TimeWindow {
  readonly days?: readonly Day[];
  /** Minutes of the local day; start inclusive, end exclusive; end <= start runs over midnight; 24:00 is 1440. */
  readonly hours?: { readonly start: number; readonly end: number };
  /** IANA; absent: the policy's default, else UTC. */
  readonly timezone?: string;
}

export interface Conditions {
  readonly profiles?: readonly string[];
  readonly users?: readonly string[];
  readonly principals?: readonly string[];
  readonly roles?: readonly string[];
  readonly accounts?: readonly string[];
  readonly mode?: readonly Mode[];
  readonly time?: TimeWindow;
}

export interface Rule {
  readonly name: string;
  readonly effect: Effect;
  readonly conditions: Conditions;
  readonly reason?: string;
  readonly maxDuration?: number;
  readonly maxServerDuration?: number;
  readonly sessionTable?: string;
  readonly breakglass?: 'allowed' | 'never';
  readonly unstamped?: 'allow';
}

export interface AccessPolicy {
  readonly version: '1';
  readonly timezone?: string;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly trustedPrincipals: readonly string[];
  readonly targets: Readonly<Record<string, string>>;
  readonly ledger?:
    | 'local'
    | { requests?: string; breakglass?: string; sessions?: string; region?: string };
  readonly rules: readonly Rule[];
}

/** Who wants what, how. */
export interface AccessRequest {
  readonly principal: Principal;
  readonly profile: string;
  /** The role's ARN the profile leads to; null where it leads to none (unstampable). */
  readonly roleArn: string | null;
  /** The target's account, 12 digits; null where unknown. */
  readonly account: string | null;
  readonly mode: Mode;
  /** A sessions table is in use for this request, so that `require_server_session` can be met. */
  readonly sessionTable?: boolean;
}

/** Policy's answer. */
export interface Verdict {
  /** The outcome in the request's mode. Only exactly 'allow' issues. */
  readonly effect: 'allow' | 'deny' | 'require_approval';
  /** The rule's own word; null where no rule matched. */
  readonly declaredEffect: Effect | null;
  /** What would turn a refusal into access. */
  readonly needs: 'approval' | 'server' | 'server_session' | null;
  readonly rule: string | null;
  readonly ruleIndex: number;
  readonly reason: string;
  /** The names of the conditions that matched (`profiles`, `users`, ...). */
  readonly matched: readonly string[];
  readonly maxDuration: number | null;
  readonly maxServerDuration: number | null;
  readonly sessionTable: string | null;
  readonly unstamped: boolean;
  /** Whether the access policy leaves room for break-glass; the break-glass policy decides who. */
  readonly breakglass: 'possible' | 'shut';
  /** When the present effect ends (for `allow`: access, or its limits); null: not in the next 400 days. */
  readonly until: number | null;
  /**
   * The next instant at which effect, need, or for `allow` the limits are others, and the effect then;
   * `at` equals `until`. Null: not in the next 400 days.
   */
  readonly nextChange: { readonly at: number; readonly effect: Verdict['effect'] } | null;
  readonly evaluatedAt: number;
  /** The zone its times are best shown in. */
  readonly timezone: string;
}

export const REASON_CODES = ['incident', 'maintenance', 'security', 'recovery', 'other'] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export type AlertTarget =
  | { readonly sns: string }
  | { readonly webhook: string; readonly secret?: string };

export interface BreakglassRule {
  readonly name: string;
  readonly profiles?: readonly string[];
  readonly roles?: readonly string[];
  readonly accounts?: readonly string[];
  readonly users: readonly string[];
  /** Empty: all. */
  readonly allowedReasonCodes: readonly ReasonCode[];
  readonly time?: TimeWindow;
  /** Seconds, at most 4 h. */
  readonly maxDuration: number;
  /** A glob the ticket must match. */
  readonly ticket?: string;
  readonly alert: readonly AlertTarget[];
  readonly notify: 'required' | 'best_effort';
  readonly closers: readonly string[];
}

export interface BreakglassPolicy {
  readonly version: '1';
  readonly timezone?: string;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly trustedPrincipals: readonly string[];
  readonly rules: readonly BreakglassRule[];
}

/** What the break-glass policy says to one request. */
export type BreakglassVerdict =
  | {
      readonly allowed: true;
      readonly rule: BreakglassRule;
      readonly ruleIndex: number;
      /** When the rule's own time window ends; null where it has none. */
      readonly until: number | null;
    }
  | { readonly allowed: false; readonly reason: string };

export interface ApprovalRule {
  readonly name: string;
  readonly profiles?: readonly string[];
  readonly roles?: readonly string[];
  readonly accounts?: readonly string[];
  /** Globs over names, or groups; at least one. */
  readonly approvers: readonly string[];
  readonly autoApprove?: {
    /** At least one. */
    readonly users: readonly string[];
    readonly time?: TimeWindow;
    /** Longer requests wait for an approver. Seconds, at most 8 h. */
    readonly maxDuration?: number;
  };
  /** Whether an approver may decide on a request of his own. */
  readonly selfApproval: boolean;
  /** How many different approvers it takes; from 1 on. */
  readonly approvals: number;
  /** A grant is good for one issue. */
  readonly singleUse: boolean;
}

/** Who may approve what. The first rule that matches speaks; without one nobody can approve. */
export interface ApprovalPolicy {
  readonly version: '1';
  readonly timezone?: string;
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly trustedPrincipals: readonly string[];
  readonly rules: readonly ApprovalRule[];
}

export interface RateLimitRule {
  readonly name: string;
  readonly profiles?: readonly string[];
  /** Seconds from one event of a user to the next. */
  readonly cooldown?: number;
  readonly maxPerUser?: number;
  readonly maxPerProfile?: number;
  /** Seconds in which events are counted; there wherever something is counted. */
  readonly quotaWindow?: number;
  /** From that many events of one user in the window on, an event is escalated. */
  readonly escalationThreshold?: number;
}

/** How often glass may be broken. The first rule whose profiles match speaks. */
export interface RateLimitPolicy {
  readonly version: '1';
  readonly rules: readonly RateLimitRule[];
}
