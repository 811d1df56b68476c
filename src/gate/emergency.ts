/** The break-glass event that a request may stand on. */
import type { Context } from '../context.ts';
import type { BreakglassEvent, Ledger } from '../ledger/types.ts';
import { loadBreakglass } from './breakglass-state.ts';
import type { Look } from './look.ts';
import type { IssueRequest } from './types.ts';

/** An event to issue under, or none; `why`: one was named and cannot be used. */
export interface Emergency {
  readonly event: BreakglassEvent | null;
  readonly why: string | null;
}

const NONE: Emergency = { event: null, why: null };

/**
 * Finds the event: the one that is named, else where policy does not allow anyway the active one of this
 * user and profile. The break-glass policy of now must still let this user: taking a name out of it ends
 * what was opened before. Whether it fits and is in time is `grantFor`'s to say.
 */
export async function findEmergency(
  ctx: Context,
  request: IssueRequest,
  seen: Look,
): Promise<Emergency> {
  const { verdict, principal } = seen.assessment;
  const named = request.breakglassEventId;
  if (!ctx.sandbox && named === undefined) return NONE;
  if (named === undefined && (verdict.effect === 'allow' || verdict.breakglass !== 'possible')) {
    return NONE;
  }
  const event = await withLedger(ctx, seen, (ledger) =>
    named === undefined
      ? ledger.activeBreakglass(principal.rawName, seen.profile.name, seen.at)
      : ledger.getBreakglass(named),
  );
  if (!event) return named === undefined ? NONE : no(`There is no break-glass event ${named}.`);
  const why = await whyNotLet(ctx, seen, event);
  if (why) return no(why);
  return {
    event,
    why: event.status === 'active' ? null : `Break-glass event ${event.id} is ${event.status}.`,
  };
}

async function whyNotLet(ctx: Context, seen: Look, event: BreakglassEvent): Promise<string | null> {
  const state = await loadBreakglass(ctx, seen.world, seen.profile.name, seen.reader);
  if (!state.on) return state.reason;
  const { evaluateBreakglass } = await import('../policy/breakglass.ts');
  const { principal, roleArn, account } = seen.assessment;
  const asked = { principal, profile: seen.profile.name, roleArn, account };
  // As of its opening: a window of the rule says when glass may be broken, the event how long that lasts.
  const verdict = evaluateBreakglass(state.loaded.policy, asked, event.createdAt);
  return verdict.allowed ? null : `The break-glass policy does not let you: ${verdict.reason}`;
}

async function withLedger<T>(
  ctx: Context,
  seen: Look,
  read: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const { openLedger } = await import('../ledger/open.ts');
  const ledger = await openLedger(ctx, { now: seen.time.now });
  try {
    return await read(ledger);
  } finally {
    ledger.close();
  }
}

function no(why: string): Emergency {
  return { event: null, why };
}
