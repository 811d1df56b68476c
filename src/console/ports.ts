/**
 * What the console needs of the world, and nothing more: adapters.ts makes it from the gate, the ledger
 * and the log; tests make it from plain data. Every method may throw SentinelError.
 */
import type { LogLine } from '../audit/types.ts';
import type { BreakglassForm } from '../breakglass/form.ts';
import type { Need } from '../errors.ts';
import type { BreakglassEvent, SessionRow } from '../ledger/types.ts';
import type { BreakglassVerdict, Verdict } from '../policy/types.ts';
import type { Week } from '../policy/week.ts';
import type { SignInPrompt, SsoStart } from '../sso/types.ts';

export interface Ports {
  /** The machine's clock, milliseconds. */
  now(): number;
  readonly profiles: ProfilesPort;
  readonly access: AccessPort;
  readonly records: RecordsPort;
  readonly drafts: DraftsPort;
  readonly terminal: TerminalPort;
}

/** Who we are, which profiles there are, and what policy says to each. */
export interface ProfilesPort {
  /** Tells what it learns as it learns it; resolves when there is nothing more to come. */
  preview(tell: (update: PreviewUpdate) => void): Promise<void>;
  /** The whole reasoning for one profile, by policy explain. */
  explain(profile: string): Promise<ExplainedRule[]>;
  /** What policy says there at each hour of this week. */
  week(profile: string): Promise<Week>;
  /** What the break-glass policy would let this person do there. */
  offer(profile: string): Promise<BreakglassOffer>;
}

/** What changes something. */
export interface AccessPort {
  /**
   * Issues stamped credentials (mode cli), under a break-glass event where one is given.
   * @throws SentinelError, with `need` where a sign-in or an MFA code would help.
   */
  issue(
    profile: string,
    breakglassEventId: string | null,
    answers: Answers,
  ): Promise<IssuedSession>;
  openBreakglass(profile: string, form: BreakglassForm): Promise<BreakglassEvent>;
  /**
   * Signs in to IAM Identity Center; `tell` gets what the person has to do, once or more. Whether a browser
   * may be opened here is the port's to know.
   * @returns when the sign-in ends, milliseconds by the machine's clock.
   */
  signIn(
    start: SsoStart,
    tell: (prompt: SignInPrompt) => void,
    signal: AbortSignal,
  ): Promise<{ readonly until: number }>;
}

/** What the person was asked for. */
export interface Answers {
  /** Six digits, where an earlier try needed them. */
  readonly mfaCode?: string;
}

export interface RecordsPort {
  /** Newest first; live ones and those of the last day. */
  sessions(): Promise<SessionRow[]>;
  /** Break-glass events of this person that are active. */
  events(): Promise<BreakglassEvent[]>;
  /** Newest first. */
  decisions(limit: number): Promise<LogLine[]>;
}

/** Half-filled forms, kept through Esc, expiry and a kill. */
export interface DraftsPort {
  load(profile: string): Promise<BreakglassForm | null>;
  save(profile: string, form: BreakglassForm): Promise<void>;
  drop(profile: string): Promise<void>;
}

export interface TerminalPort {
  /** From now on keys stay in the kernel, for whoever reads the terminal next. */
  hold(): void;
  release(): void;
  /** Hands the terminal to a shell with these credentials; back when it has ended. */
  shell(issued: IssuedSession): Promise<ShellEnd>;
  /** Puts text on the clipboard; gives how, for the message line. Never called with a secret. */
  copy(text: string): Promise<string>;
  /** Ctrl+Z: stops the console as any program is stopped. */
  suspend(): void;
  /** Ends the console. */
  quit(): void;
}

export type PreviewUpdate =
  | { readonly type: 'facts'; readonly facts: Facts }
  | { readonly type: 'rows'; readonly rows: readonly ProfileRow[] }
  /** Everyone who the profiles' bases are to AWS, as far as it is known. */
  | { readonly type: 'own'; readonly arns: readonly string[] }
  | { readonly type: 'progress'; readonly progress: Progress }
  /** Nothing is set up on this machine: the first-run screen. */
  | { readonly type: 'unconfigured' };

/** How many profiles have their verdict (or their problem), of how many. */
export interface Progress {
  readonly done: number;
  readonly of: number;
}

/** The header's facts. */
export interface Facts {
  readonly name: string;
  readonly arn: string;
  readonly account: string;
  /** The partition-free kind of caller: `user`, `assumed-role`, ... */
  readonly identityType: string;
  readonly userId: string;
  readonly nameCounts: { readonly counts: boolean; readonly why: string } | null;
  /** Where the base credentials came from. */
  readonly source: string;
  readonly policyRef: string;
  readonly policyVersion: number | null;
  /** When it was read, AWS's or the machine's time. */
  readonly policyLoadedAt: number;
  readonly region: string;
  readonly endpoint: string | null;
  /** AWS's time minus the machine's, milliseconds; null where no AWS answer came. */
  readonly skew: number | null;
  /** What the profiles sign in to; `until` in AWS's time, null: signed out. */
  readonly signIn: readonly { readonly session: string; readonly until: number | null }[];
}

/** One profile. Exactly one of `verdict` and `problem` is set, or neither while it is being asked. */
export interface ProfileRow {
  readonly name: string;
  readonly roleArn: string | null;
  readonly account: string | null;
  readonly region: string | null;
  readonly verdict: Verdict | null;
  /** Set where AWS lets no stamp be set: why. */
  readonly unstampable: string | null;
  /** Who calls there was not asked of AWS but taken from another role of the same sign-in. */
  readonly assumed: boolean;
  /** That role, by its name or ARN. */
  readonly assumedFrom?: string;
  /** The MFA device whose code Enter will ask for. */
  readonly mfaSerial?: string;
  readonly problem: Problem | null;
}

export interface Problem {
  readonly kind: 'signin' | 'error';
  /** One sentence. */
  readonly text: string;
  readonly next: readonly string[];
  /** What would help and can be asked for here. */
  readonly need?: Need;
}

/** One rule of the policy as it met this request. */
export interface ExplainedRule {
  readonly rule: string;
  readonly effect: string;
  readonly matched: boolean;
  /** Why not, or what matched: names of conditions. */
  readonly conditions: readonly string[];
}

/** The break-glass rule that would let this person in there, or why none does. */
export type BreakglassOffer = BreakglassVerdict;

export type { BreakglassForm } from '../breakglass/form.ts';

/** What the console shows of issued credentials; the secrets stay behind the port. */
export interface IssuedSession {
  readonly sessionId: string;
  readonly profile: string;
  readonly stamp: string | null;
  /** When the credentials end, AWS's time. */
  readonly expiresAt: number;
  readonly windowEndsAt: number | null;
  readonly notices: readonly string[];
}

export interface ShellEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly milliseconds: number;
}
