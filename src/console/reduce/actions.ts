/** Everything that can happen to the console's state. */
import type { LogLine } from '../../audit/types.ts';
import type { BreakglassEvent, SessionRow } from '../../ledger/types.ts';
import type { BreakglassRule, ReasonCode } from '../../policy/types.ts';
import type { Week } from '../../policy/week.ts';
import type { SignInPrompt, SsoStart } from '../../sso/types.ts';
import type { EditorAction } from '../editor.ts';
import type {
  BreakglassForm,
  BreakglassOffer,
  ExplainedRule,
  Facts,
  ProfileRow,
  Progress,
} from '../ports.ts';
import type { Failure, FormField, Message, Size, View } from '../state.ts';

export type Action =
  | { readonly type: 'resize'; readonly size: Size }
  | { readonly type: 'tick'; readonly now: number }
  // what arrives
  | { readonly type: 'refresh' }
  | {
      readonly type: 'facts';
      readonly facts: Facts;
      /** The machine's time, milliseconds. */
      readonly at: number;
    }
  | { readonly type: 'rows'; readonly rows: readonly ProfileRow[] }
  | { readonly type: 'own'; readonly arns: readonly string[] }
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'unconfigured' }
  | { readonly type: 'preview-failed'; readonly failure: Failure }
  /** Nothing more comes; `read`: who we are was told. `at`: the machine's time, milliseconds. */
  | { readonly type: 'preview-ended'; readonly read: boolean; readonly at: number }
  | {
      readonly type: 'explained';
      readonly profile: string;
      readonly result: readonly ExplainedRule[] | Failure;
    }
  | { readonly type: 'week'; readonly profile: string; readonly week: Week }
  | { readonly type: 'offered'; readonly profile: string; readonly offer: BreakglassOffer }
  | {
      readonly type: 'records';
      readonly sessions: readonly SessionRow[];
      readonly events: readonly BreakglassEvent[];
    }
  | { readonly type: 'records-failed'; readonly failure: Failure }
  | { readonly type: 'log'; readonly lines: readonly LogLine[] }
  | { readonly type: 'log-failed'; readonly failure: Failure }
  // going about
  | { readonly type: 'go'; readonly view: View }
  | { readonly type: 'back' }
  | { readonly type: 'move'; readonly by: number | 'first' | 'last' }
  | { readonly type: 'details-focus' }
  | { readonly type: 'filter-open' }
  | { readonly type: 'filter-edit'; readonly edit: EditorAction }
  /** `keep` leaves the filter's text in force. */
  | { readonly type: 'filter-close'; readonly keep: boolean }
  | { readonly type: 'say'; readonly message: Message | null }
  | { readonly type: 'busy'; readonly what: string | null }
  // signing in, and the code of an MFA device
  | { readonly type: 'signin-open'; readonly start: SsoStart }
  /** Its end is in AWS's time. */
  | { readonly type: 'signin-prompt'; readonly prompt: SignInPrompt }
  | { readonly type: 'signin-failed'; readonly failure: Failure }
  /** The profiles that waited for this are asked again: what their rows say is no longer so. */
  | { readonly type: 'signed-in'; readonly start: SsoStart }
  | {
      readonly type: 'mfa-open';
      readonly profile: string;
      readonly serial: string;
      readonly eventId: string | null;
      readonly problem: Failure | null;
    }
  /** What is in the field now; all but digits is dropped. */
  | { readonly type: 'mfa-code'; readonly code: string }
  | { readonly type: 'mfa-problem'; readonly problem: Failure }
  // the break-glass form
  | {
      readonly type: 'form-open';
      readonly profile: string;
      readonly rule: BreakglassRule;
      readonly draft: BreakglassForm | null;
    }
  | { readonly type: 'form-field'; readonly field: FormField }
  | { readonly type: 'form-reason'; readonly reasonCode: ReasonCode }
  | { readonly type: 'form-edit'; readonly edit: EditorAction }
  | {
      /** A paste also puts the field's cursor at the end. */
      readonly type: 'form-text' | 'form-paste';
      readonly field: 'ticket' | 'duration' | 'typed';
      readonly value: string;
    }
  | {
      readonly type: 'form-problems';
      readonly problems: Readonly<Partial<Record<FormField, string>>>;
    }
  | { readonly type: 'form-scroll'; readonly by: number }
  | { readonly type: 'form-sending'; readonly sending: boolean };
