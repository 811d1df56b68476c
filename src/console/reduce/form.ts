import { durationCap } from '../../breakglass/form.ts';
import { formatDuration } from '../../policy/duration.ts';
import { type BreakglassRule, REASON_CODES, type ReasonCode } from '../../policy/types.ts';
import { edit, editorOf } from '../editor.ts';
import type { BreakglassForm } from '../ports.ts';
import type { FormState } from '../state.ts';
import type { Action } from './actions.ts';

/** The form's fields in the order in which Tab goes through them; `confirm` is the page after them. */
export const FIELDS = ['reasonCode', 'justification', 'ticket', 'duration', 'confirm'] as const;

/** The break-glass form of the profile it was opened for. */
export function reduceForm(form: FormState | null, action: Action): FormState | null {
  if (action.type === 'form-open') return opened(action.profile, action.rule, action.draft);
  if (!form) return null;
  switch (action.type) {
    case 'form-field':
      return { ...form, field: action.field, typed: '', scroll: 0 };
    case 'form-reason':
      return { ...form, reasonCode: action.reasonCode };
    case 'form-edit':
      return without(
        { ...form, justification: edit(form.justification, action.edit) },
        'justification',
      );
    case 'form-text':
      return setText(form, action.field, action.value);
    case 'form-paste':
      return { ...setText(form, action.field, action.value), pastes: form.pastes + 1 };
    case 'form-scroll':
      return { ...form, scroll: Math.max(0, form.scroll + action.by) };
    case 'form-problems':
      return { ...form, problems: action.problems };
    case 'form-sending':
      return { ...form, sending: action.sending };
    default:
      return form;
  }
}

/** The form as it is saved and sent. */
export function formValues(form: FormState): BreakglassForm {
  return {
    reasonCode: form.reasonCode,
    justification: form.justification.text,
    ticket: form.ticket,
    duration: form.duration,
  };
}

/** True where something was typed that would be a pity to lose. */
export function worthKeeping(form: FormState): boolean {
  return form.justification.text.trim() !== '' || form.ticket.trim() !== '';
}

/** The reason codes this rule takes; an empty list in the policy means all. */
export function codesOf(rule: BreakglassRule): readonly ReasonCode[] {
  return rule.allowedReasonCodes.length > 0 ? rule.allowedReasonCodes : REASON_CODES;
}

function opened(profile: string, rule: BreakglassRule, draft: BreakglassForm | null): FormState {
  const codes = codesOf(rule);
  const fallback = codes[0] ?? 'incident';
  return {
    profile,
    rule,
    field: 'reasonCode',
    reasonCode: draft && codes.includes(draft.reasonCode) ? draft.reasonCode : fallback,
    justification: editorOf(draft?.justification ?? ''),
    ticket: draft?.ticket ?? '',
    duration: draft?.duration || defaultDuration(durationCap(rule)),
    typed: '',
    pastes: 0,
    scroll: 0,
    restored: draft !== null,
    problems: {},
    sending: false,
  };
}

/** One hour, or the cap where it is shorter; written as the policy writes durations. */
function defaultDuration(cap: number): string {
  return formatDuration(Math.min(3600, cap));
}

function setText(
  form: FormState,
  field: 'ticket' | 'duration' | 'typed',
  value: string,
): FormState {
  const next = { ...form, [field]: value };
  return field === 'typed' ? without(next, 'confirm') : without(next, field);
}

function without(form: FormState, field: keyof FormState['problems']): FormState {
  if (!form.problems[field]) return form;
  const { [field]: _gone, ...problems } = form.problems;
  return { ...form, problems };
}
