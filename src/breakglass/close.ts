import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import type { BreakglassState } from '../gate/types.ts';
import type { Principal } from '../identity/types.ts';
import { findBreakglass } from '../ledger/find.ts';
import {
  type BreakglassEvent,
  type Ledger,
  LedgerConflict,
  type SessionRow,
} from '../ledger/types.ts';
import { mayClose } from '../policy/breakglass.ts';
import { type BreakglassParts, logFor, withLedger } from './parts.ts';

export interface CloseRequest {
  /** Or the beginning of one. */
  readonly eventId: string;
  /** Who closes. */
  readonly principal: Principal;
  /** 1 to 500 characters after trimming, no control characters but line breaks. */
  readonly reason: string;
  /** AWS's time minus the machine's, milliseconds; null where unknown. */
  readonly skew: number | null;
  /** The config file (`--config`). */
  readonly configPath?: string;
}

/**
 * Ends an emergency before its time and marks the sessions issued under it as revoked: nothing more is
 * issued under it. (What AWS has already issued lives on to its own end; a hard revoke is another
 * command's work.) The ledger is written before the log, since closing only takes access away.
 * @param parts.state the break-glass policy, for its `closers`; absent: only the invoker may close.
 * @throws SentinelError: 'denied' for anyone but the invoker and the closers, 'usage' for an unknown or
 *   ended event or a reason that does not do.
 */
export async function closeBreakglass(
  ctx: Context,
  request: CloseRequest,
  parts: BreakglassParts = {},
): Promise<BreakglassEvent> {
  const now = () => ctx.clock.now() + (request.skew ?? 0);
  const reason = readReason(request.reason);
  const log = await logFor(ctx, parts, now, request.configPath);
  return withLedger(ctx, parts, now, async (ledger) => {
    const event = await closable(ledger, request, parts.state);
    const closed = await close(ledger, event, request.principal.rawName, reason);
    for (const session of await ledger.listSessions({ grant: `breakglass:${event.id}` })) {
      await revoke(ledger, session);
    }
    await log.append({
      event: 'breakglass.closed',
      user: request.principal.rawName,
      principal_arn: request.principal.arn,
      account: event.account,
      profile: event.profile,
      role_arn: event.roleArn,
      rule: event.rule,
      reason,
      request_id: event.requestId,
      breakglass_event_id: event.id,
    });
    return closed;
  });
}

async function closable(
  ledger: Ledger,
  { eventId, principal }: CloseRequest,
  state: BreakglassState | undefined,
): Promise<BreakglassEvent> {
  const event = await findBreakglass(ledger, eventId);
  if (event.status !== 'active') {
    throw new SentinelError('usage', `Break-glass event ${event.id} is ${event.status} already.`);
  }
  if (principal.arn === event.invokerArn || isCloser(event, principal, state)) return event;
  throw new SentinelError(
    'denied',
    `Break-glass event ${event.id} is ${event.invoker}'s; only its invoker and the policy's closers may close it.`,
  );
}

function isCloser(
  event: BreakglassEvent,
  principal: Principal,
  state: BreakglassState | undefined,
): boolean {
  if (!state?.on) return false;
  const { policy } = state.loaded;
  const rule = policy.rules.find(({ name }) => name === event.rule);
  return rule !== undefined && mayClose(policy, rule, principal);
}

function readReason(text: string): string {
  const reason = text.trim();
  if (reason.length === 0 || reason.length > 500 || /(?![\n\r])\p{Cc}/u.test(reason)) {
    throw new SentinelError(
      'usage',
      'Closing needs a reason of 1 to 500 characters without control characters.',
    );
  }
  return reason;
}

async function close(
  ledger: Ledger,
  event: BreakglassEvent,
  closedBy: string,
  closedReason: string,
): Promise<BreakglassEvent> {
  try {
    return await ledger.updateBreakglass(event, { status: 'closed', closedBy, closedReason });
  } catch (error) {
    if (!(error instanceof LedgerConflict)) throw error;
    throw new SentinelError(
      'failed',
      `Break-glass event ${event.id} changed meanwhile.`,
      ['Try again.'],
      error,
    );
  }
}

/** Until it is done or over: a heartbeat that comes in between must not keep a session alive. */
async function revoke(ledger: Ledger, session: SessionRow): Promise<void> {
  for (let row: SessionRow | null = session; row && isLive(row); ) {
    try {
      await ledger.updateSession(row, { status: 'revoked' });
      return;
    } catch (error) {
      if (!(error instanceof LedgerConflict)) throw error;
      row = await ledger.getSession(row.id);
    }
  }
}

function isLive(row: SessionRow): boolean {
  return row.status === 'issuing' || row.status === 'active';
}
