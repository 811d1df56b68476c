/**
 * Everything the console knows, as one plain value outside React. reducer.ts makes the next one from an
 * action; components only read it. A hand-over of the terminal or a crash of a view loses nothing.
 */
import type { LogLine } from '../audit/types.ts';
import type { BreakglassEvent, SessionRow } from '../ledger/types.ts';
import type { BreakglassRule, ReasonCode } from '../policy/types.ts';
import type { Week } from '../policy/week.ts';
import type { SignInPrompt, SsoStart } from '../sso/types.ts';
import type { Editor } from './editor.ts';
import type { Searchable } from './filter.ts';
import type { BreakglassOffer, ExplainedRule, Facts, ProfileRow, Progress } from './ports.ts';

export type View =
  | 'list'
  | 'sessions'
  | 'log'
  | 'whoami'
  | 'help'
  | 'breakglass'
  | 'firstrun'
  | 'signin'
  | 'mfa';

export interface State {
  readonly size: Size;
  /** What a command line for the same world begins with: `sentinel`, `sentinel --sandbox --as bob`. */
  readonly command: string;
  /** AWS's time as far as we know it, whole seconds, milliseconds since the epoch. */
  readonly now: number;
  readonly view: View;
  /** What Esc goes back to, last entry first. */
  readonly back: readonly View[];
  readonly facts: Facts | null;
  /** ownKey() of everyone who the profiles' bases are to AWS. */
  readonly own: ReadonlySet<string>;
  readonly reading: ReadingState;
  readonly list: ListState;
  readonly about: AboutState;
  readonly records: RecordsState;
  readonly log: LogState;
  readonly form: FormState | null;
  readonly signIn: SigningIn | null;
  readonly mfa: MfaField | null;
  readonly help: { readonly scroll: number };
  readonly message: Message | null;
  /** What is being waited for, shown at once: `asking AWS for dev`. */
  readonly busy: string | null;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** How the asking of AWS and the policies goes. Times are the machine's, milliseconds. */
export interface ReadingState {
  /** `unconfigured`: there is nothing to ask with. */
  readonly status: 'working' | 'ended' | 'unconfigured';
  /** When who we are and the policy were last read; null: never. */
  readonly goodAt: number | null;
  /** When asking again first failed after that; null: it did not. */
  readonly failedAt: number | null;
  /** How many verdicts there are while they come in; null: nothing is told, or all are there. */
  readonly progress: Progress | null;
}

/** The profile list. */
export interface ListState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly failure: Failure | null;
  readonly rows: readonly ProfileRow[];
  /** `rows` as the filter searches them; made when a filter is first typed. */
  readonly search: readonly Searchable[] | null;
  /** Indexes into `rows` that pass the filter, best match first. */
  readonly shown: readonly number[];
  /** Index into `shown`. */
  readonly cursor: number;
  readonly filter: Editor;
  readonly filtering: boolean;
  /** The longest entries of columns that can grow, in code units. */
  readonly longest: Longest;
  /** When a verdict next changes by the clock, AWS's time; null: none does. */
  readonly changesAt: number | null;
}

export interface Longest {
  readonly profile: number;
  readonly role: number;
  readonly rule: number;
  readonly why: number;
}

/** What is known about single profiles beyond their row, by profile name. */
export interface AboutState {
  readonly explained: Readonly<Record<string, readonly ExplainedRule[] | Failure>>;
  readonly offers: Readonly<Record<string, BreakglassOffer>>;
  readonly weeks: Readonly<Record<string, Week>>;
  /** First line of the details pane that is shown. */
  readonly scroll: number;
  /** The arrows scroll the details instead of moving the list. */
  readonly focused: boolean;
}

export interface RecordsState {
  readonly sessions: readonly SessionRow[];
  readonly events: readonly BreakglassEvent[];
  readonly loaded: boolean;
  readonly failure: Failure | null;
  readonly cursor: number;
}

export interface LogState {
  readonly lines: readonly LogLine[];
  readonly shown: readonly number[];
  readonly loaded: boolean;
  readonly failure: Failure | null;
  readonly cursor: number;
  readonly filter: Editor;
  readonly filtering: boolean;
}

export type FormField = 'reasonCode' | 'justification' | 'ticket' | 'duration' | 'confirm';

/** The break-glass form of one profile. */
export interface FormState {
  readonly profile: string;
  /** The break-glass rule that lets it. */
  readonly rule: BreakglassRule;
  readonly field: FormField;
  readonly reasonCode: ReasonCode;
  readonly justification: Editor;
  readonly ticket: string;
  readonly duration: string;
  /** What is typed on the confirm page. */
  readonly typed: string;
  /** Grows with each paste, so that the short fields put their cursor behind it. */
  readonly pastes: number;
  /** First line shown of the confirm page. */
  readonly scroll: number;
  /** A draft was found and put back. */
  readonly restored: boolean;
  /** What is wrong with a field, once it was left. */
  readonly problems: Readonly<Partial<Record<FormField, string>>>;
  readonly sending: boolean;
}

/** A sign-in that is going on, or came to nothing. */
export interface SigningIn {
  readonly start: SsoStart;
  /** What the person has to do, its end in AWS's time; null until AWS has told. */
  readonly prompt: SignInPrompt | null;
  readonly failure: Failure | null;
  /** First line shown. */
  readonly scroll: number;
}

/** The field for an MFA code, and what it is for. */
export interface MfaField {
  readonly profile: string;
  /** The device (serial number or ARN). */
  readonly serial: string;
  /** The break-glass event to issue under; null: none. */
  readonly eventId: string | null;
  /** Digits only. */
  readonly code: string;
  /** Why the last code did not do, or what is wrong with this one. */
  readonly problem: Failure | null;
}

export interface Failure {
  readonly text: string;
  readonly next: readonly string[];
}

export interface Message extends Failure {
  readonly tone: 'info' | 'ok' | 'warn' | 'bad';
  /** Gives way to the progress of what it announces. */
  readonly passing?: true;
}
