/**
 * Break-glass: an emergency declared by a person whom the policy lets, and recorded before it grants.
 * `form.ts` checks what was typed, `decide.ts` whether policy lets it, this file does the steps in their
 * order, `close.ts` ends one, `drafts.ts` keeps a half-filled form.
 * (Rate limits come between decide and the event; alerts between the log and the last step.)
 */
import type { DecisionLog } from '../audit/log.ts';
import type { LogEntry, LogHead } from '../audit/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { hexId } from '../files/ids.ts';
import { shellWord } from '../gate/quote.ts';
import type { Assessment, BreakglassState } from '../gate/types.ts';
import { formatStamp } from '../identity/stamp.ts';
import { type BreakglassEvent, type Ledger, LedgerConflict } from '../ledger/types.ts';
import { formatDuration, parseDuration } from '../policy/duration.ts';
import { type Decided, decide } from './decide.ts';
import type { BreakglassForm } from './form.ts';
import { type BreakglassParts, logFor, withLedger } from './parts.ts';

/**
 * Opens an emergency: policy, event, decision log, (alerts,) and only then an event that grants. A
 * process killed in between leaves an event that grants nothing and is out of the way after 30 s.
 * @param assessment this person and profile as the gate has just assessed them; its verdict is asked
 *   again for the present time.
 * @returns the event as it now grants. `alertNotice` has the sentence about alerts.
 * @throws SentinelError: 'usage' for the form, 'denied' where policy shuts it or one is open already,
 *   'failed' where the log cannot be written (the event is closed then), 'unavailable' where a
 *   required alert cannot be sent.
 */
export async function openBreakglass(
  ctx: Context,
  assessment: Assessment,
  form: BreakglassForm,
  parts: BreakglassParts = {},
): Promise<BreakglassEvent> {
  const now = () => ctx.clock.now() + (assessment.skew ?? 0);
  const state = parts.state ?? (await stateOf(ctx, assessment));
  const decided = decide(assessment, state, form, now());
  const log = await logFor(ctx, parts, now, assessment.request.configPath);
  return withLedger(ctx, parts, now, async (ledger) => {
    const event = makeEvent(ctx, assessment, decided, form, now());
    await writeEvent(ledger, event);
    const head = await logEvent(ledger, log, event, invokedEntry(assessment, decided, event));
    return ledger.updateBreakglass(event, { logSeq: head.seq, logHash: head.hash });
  });
}

/** What to tell about alerts; null where at least one was sent. */
export function alertNotice(event: Pick<BreakglassEvent, 'alerted'>): string | null {
  return event.alerted.length > 0
    ? null
    : 'No alert was sent: nobody but the records knows of this.';
}

async function stateOf(ctx: Context, assessment: Assessment): Promise<BreakglassState> {
  const { breakglassState } = await import('../gate/breakglass-state.ts');
  return breakglassState(ctx, assessment.request);
}

function makeEvent(
  ctx: Context,
  assessment: Assessment,
  decided: Decided,
  form: BreakglassForm,
  now: number,
): BreakglassEvent {
  const duration = parseDuration(form.duration.trim());
  return {
    id: hexId(ctx.random, 8),
    requestId: hexId(ctx.random, 4),
    invoker: assessment.principal.rawName,
    invokerArn: assessment.principal.arn,
    profile: assessment.request.profile,
    roleArn: assessment.roleArn,
    account: assessment.account,
    reasonCode: form.reasonCode,
    justification: form.justification.trim(),
    ticket: form.ticket.trim() || null,
    rule: decided.rule.name,
    duration,
    status: 'active',
    createdAt: now,
    // Where the rule's hours end first, the emergency ends with them.
    expiresAt: Math.min(now + duration * 1000, decided.until ?? Number.POSITIVE_INFINITY),
    closedBy: null,
    closedReason: null,
    escalated: false,
    alerted: [],
    logSeq: null,
    logHash: null,
    version: 1,
  };
}

async function writeEvent(ledger: Ledger, event: BreakglassEvent): Promise<void> {
  try {
    await ledger.openBreakglass(event);
  } catch (error) {
    if (!(error instanceof LedgerConflict)) throw error;
    const { invoker: user, profile } = event;
    const [other] = await ledger.listBreakglass({ user, profile, status: 'active', limit: 1 });
    throw oneAtATime(event, other, error);
  }
}

function oneAtATime(
  event: BreakglassEvent,
  other: BreakglassEvent | undefined,
  cause: LedgerConflict,
): SentinelError {
  const whose = `A break-glass event of ${event.invoker} for ${event.profile}`;
  if (other && other.logSeq !== null) {
    const until = new Date(other.expiresAt).toISOString();
    return new SentinelError(
      'denied',
      `${whose} is active already, until ${until}; there is one at a time.`,
      [`Use it: sentinel exec --profile ${shellWord(event.profile)}`],
      cause,
    );
  }
  return new SentinelError(
    'denied',
    `${whose} is being opened at this moment, or its opening was interrupted.`,
    ['Try again in half a minute.'],
    cause,
  );
}

async function logEvent(
  ledger: Ledger,
  log: DecisionLog,
  event: BreakglassEvent,
  entry: LogEntry,
): Promise<LogHead> {
  try {
    return await log.append(entry);
  } catch (error) {
    const closedReason = `not in the decision log: ${error instanceof Error ? error.message : error}`;
    // Where even this fails the event grants nothing, since it was never recorded.
    await ledger
      .updateBreakglass(event, { status: 'closed', closedBy: 'sentinel', closedReason })
      .catch(() => {});
    throw error;
  }
}

function invokedEntry(assessment: Assessment, decided: Decided, event: BreakglassEvent): LogEntry {
  const { ref, version, sha256 } = decided.loaded;
  return {
    event: 'breakglass.invoked',
    user: event.invoker,
    principal_arn: event.invokerArn,
    account: event.account,
    profile: event.profile,
    role_arn: event.roleArn,
    mode: assessment.request.mode,
    effect: 'allow',
    rule: decided.rule.name,
    rule_index: decided.ruleIndex,
    reason: event.justification,
    overridden: { effect: decided.verdict.effect, rule: decided.verdict.rule },
    request_id: event.requestId,
    source_identity: formatStamp({
      rawName: event.invoker,
      marker: 'breakglass',
      requestId: event.requestId,
    }),
    region: assessment.region,
    ...(assessment.endpoint === undefined ? {} : { endpoint: assessment.endpoint }),
    duration: formatDuration(event.duration),
    expires_at: new Date(event.expiresAt).toISOString(),
    justification: event.justification,
    reason_code: event.reasonCode,
    ...(event.ticket === null ? {} : { ticket: event.ticket }),
    breakglass_event_id: event.id,
    policy: { ref, version, sha256 },
  };
}
