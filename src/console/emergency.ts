/** Break-glass from `b` to the emergency shell: the offer, the form, the checks, the event. */
import { checkForm } from '../breakglass/form.ts';
import { type Io, say, sayFailure } from './effects.ts';
import { askFor, needsSignIn } from './needs.ts';
import { breakglassHelps, selectedRow } from './outcome.ts';
import { FIELDS, formValues, worthKeeping } from './reduce/form.ts';
import { openShell } from './shell.ts';
import type { FormField, FormState } from './state.ts';
import { confirmWord } from './twin.ts';

/** Keys typed behind `b` belong to the form; after this long (ms) they are given back in any case. */
const PATIENCE = 2000;

/** Opens the form for the selected profile, with its draft where there is one. */
export async function startEmergency(io: Io): Promise<void> {
  const { store, ports } = io;
  const row = selectedRow(store.getState());
  if (!row) return;
  ports.terminal.hold();
  const giveUp = setTimeout(() => ports.terminal.release(), PATIENCE);
  try {
    store.dispatch({ type: 'busy', what: `Reading the break-glass policy for ${row.name}` });
    const known = store.getState().about.offers[row.name];
    const [offer, draft] = await Promise.all([
      known ?? ports.profiles.offer(row.name),
      ports.drafts.load(row.name),
    ]);
    store.dispatch({ type: 'offered', profile: row.name, offer });
    store.dispatch({ type: 'busy', what: null });
    const helps = breakglassHelps(store.getState(), row);
    if (helps !== true || !offer.allowed)
      say(io, 'warn', helps === true ? 'Break-glass is shut.' : helps);
    else store.dispatch({ type: 'form-open', profile: row.name, rule: offer.rule, draft });
  } catch (error) {
    store.dispatch({ type: 'busy', what: null });
    sayFailure(io, error);
  } finally {
    clearTimeout(giveUp);
    // The form's first field must be there to hear the first key.
    await new Promise((resolve) => setImmediate(resolve));
    ports.terminal.release();
  }
}

/** Goes one field on or back; what is wrong with the field that is left is said. */
export function stepField(io: Io, by: 1 | -1): void {
  const form = io.store.getState().form;
  if (!form || form.sending) return;
  const at = FIELDS.indexOf(form.field);
  const next = FIELDS[at + by];
  if (!next) return;
  if (next === 'confirm') {
    review(io, form);
    return;
  }
  const problems = { ...form.problems, [form.field]: problemsOf(form)[form.field] };
  io.store.dispatch({ type: 'form-problems', problems: withoutEmpty(problems) });
  io.store.dispatch({ type: 'form-field', field: next });
}

/** Enter in a field: the next one; on the confirm page it breaks the glass. */
export function submitField(io: Io): void {
  const form = io.store.getState().form;
  if (!form || form.sending) return;
  if (form.field !== 'confirm') {
    stepField(io, 1);
    return;
  }
  const word = confirmWord(form.profile);
  const typed = form.typed.trim();
  if (typed !== word && typed !== form.profile) {
    const wrong =
      typed === '' ? `Type ${word} to confirm.` : `That is not ${word}. Nothing was opened.`;
    io.store.dispatch({ type: 'form-problems', problems: { confirm: wrong } });
    return;
  }
  // From here on keys are the emergency shell's.
  io.ports.terminal.hold();
  void breakGlass(io, form);
}

/** Saves what is in the form, if it is worth it; called after every change. */
export function keepDraft(io: Io): void {
  const form = io.store.getState().form;
  if (form && (worthKeeping(form) || form.restored)) io.drafts.save(form.profile, formValues(form));
}

/** Leaves the form; the draft stays. */
export async function leaveForm(io: Io): Promise<void> {
  const form = io.store.getState().form;
  io.store.dispatch({ type: 'back' });
  if (!form || !worthKeeping(form)) return;
  await io.drafts.flush();
  say(io, 'info', `Kept as a draft: b on ${form.profile} brings it back.`);
}

async function breakGlass(io: Io, form: FormState): Promise<void> {
  const { store, ports } = io;
  store.dispatch({ type: 'form-sending', sending: true });
  store.dispatch({ type: 'busy', what: `Recording the emergency for ${form.profile}` });
  let eventId: string;
  try {
    await io.drafts.flush();
    const event = await ports.access.openBreakglass(form.profile, trimmed(form));
    eventId = event.id;
    await io.drafts.drop(form.profile);
  } catch (error) {
    store.dispatch({ type: 'form-sending', sending: false });
    store.dispatch({ type: 'busy', what: null });
    // After a sign-in the form is there again, as it was.
    const call = { profile: form.profile, eventId: null, answers: {} };
    if (!needsSignIn(error) || !askFor(io, error, call)) sayFailure(io, error);
    ports.terminal.release();
    return;
  }
  store.dispatch({ type: 'back' });
  await openShell(io, form.profile, eventId);
}

/** To the confirm page, or to the first field that does not do. */
function review(io: Io, form: FormState): void {
  const problems = problemsOf(form);
  const wrong = FIELDS.find((field) => problems[field]);
  io.store.dispatch({ type: 'form-problems', problems });
  if (wrong !== form.field) {
    io.store.dispatch({ type: 'form-field', field: wrong ?? 'confirm' });
  }
}

function problemsOf(form: FormState): Partial<Record<FormField, string>> {
  return checkForm(trimmed(form), form.rule);
}

function trimmed(form: FormState) {
  const values = formValues(form);
  return {
    ...values,
    justification: values.justification.trim(),
    ticket: values.ticket.trim(),
    duration: values.duration.trim(),
  };
}

function withoutEmpty(
  problems: Readonly<Partial<Record<FormField, string | undefined>>>,
): Partial<Record<FormField, string>> {
  const kept: Partial<Record<FormField, string>> = {};
  for (const field of FIELDS) {
    const problem = problems[field];
    if (problem) kept[field] = problem;
  }
  return kept;
}
