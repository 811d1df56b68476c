import { formatDuration, readDuration } from '../policy/duration.ts';
import { compileGlob, nfc } from '../policy/glob.ts';
import { type BreakglassRule, REASON_CODES, type ReasonCode } from '../policy/types.ts';
import { countGraphemes } from './graphemes.ts';

/** The form as its fields stand, text as typed. */
export interface BreakglassForm {
  readonly reasonCode: ReasonCode;
  readonly justification: string;
  /** Empty: none. */
  readonly ticket: string;
  /** As `1h30m`. */
  readonly duration: string;
}

/** One sentence for each field that does not do; none: the form may be sent. */
export type FormProblems = { readonly [Field in keyof BreakglassForm]?: string };

/** The rule's part in the checks. */
export type FormRule = Pick<BreakglassRule, 'allowedReasonCodes' | 'maxDuration' | 'ticket'>;

/** How long a justification may be, in characters as its reader sees them, after trimming. */
export const JUSTIFICATION = { least: 20, most: 1000 } as const;

/** No emergency is longer, whatever a rule says; seconds. */
export const LONGEST_EMERGENCY = 4 * 3600;

const LONGEST_TICKET = 200;
/** Marks can be stacked on a character without end; no honest text of 1000 characters comes near. */
const MOST_BYTES = 64 * 1024;
const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_BREAKS = /(?![\n\r])\p{Cc}/u;

/** Checks a filled form against the break-glass rule that would let it. Pure; each problem is a sentence. */
export function checkForm(form: BreakglassForm, rule: FormRule): FormProblems {
  const found = {
    reasonCode: reasonProblem(form.reasonCode, rule),
    justification: justificationProblem(form.justification),
    ticket: ticketProblem(form.ticket.trim(), rule.ticket),
    duration: durationProblem(form.duration.trim(), rule),
  };
  return Object.fromEntries(Object.entries(found).filter(([, problem]) => problem !== null));
}

/** The longest emergency this rule allows, seconds. */
export function durationCap(rule: Pick<BreakglassRule, 'maxDuration'>): number {
  return Math.min(rule.maxDuration, LONGEST_EMERGENCY);
}

function reasonProblem(code: ReasonCode, rule: FormRule): string | null {
  const allowed = rule.allowedReasonCodes.length > 0 ? rule.allowedReasonCodes : REASON_CODES;
  if (allowed.includes(code)) return null;
  return `The policy allows the reason${allowed.length > 1 ? 's' : ''} ${allowed.join(', ')} here.`;
}

function justificationProblem(text: string): string | null {
  const trimmed = text.trim();
  if (CONTROL_BUT_BREAKS.test(trimmed)) {
    return 'The justification holds a control character; only line breaks may stand in it.';
  }
  if (!trimmed.isWellFormed()) return 'The justification holds a broken character (half an emoji).';
  if (Buffer.byteLength(trimmed) > MOST_BYTES) {
    return `The justification is too large; it may have ${JUSTIFICATION.most} characters.`;
  }
  const count = countGraphemes(trimmed);
  if (count >= JUSTIFICATION.least && count <= JUSTIFICATION.most) return null;
  const range = `${JUSTIFICATION.least} to ${JUSTIFICATION.most}`;
  return `The justification needs ${range} characters; it has ${count}.`;
}

function ticketProblem(ticket: string, pattern: string | undefined): string | null {
  if (CONTROL.test(ticket) || !ticket.isWellFormed()) {
    return 'The ticket holds a control or broken character.';
  }
  if (ticket.length > LONGEST_TICKET) {
    return `The ticket may have ${LONGEST_TICKET} characters.`;
  }
  if (pattern === undefined || compileGlob(pattern).test(nfc(ticket))) return null;
  return ticket === ''
    ? `The policy asks for a ticket like ${pattern}.`
    : `The ticket must look like ${pattern}.`;
}

function durationProblem(text: string, rule: FormRule): string | null {
  const seconds = readDuration(text);
  if (seconds === null) return 'The duration is written as 30m, 1h or 1h30m.';
  if (seconds === 0) return 'The duration must be longer than nothing.';
  const cap = durationCap(rule);
  return seconds > cap ? `The policy allows at most ${formatDuration(cap)} here.` : null;
}
