/** From a verdict to permission to issue, or none. Pure, and the one place where that is decided. */
import { breakglassGrants } from '../ledger/breakglass-state.ts';
import type { BreakglassEvent } from '../ledger/types.ts';
import type { Verdict } from '../policy/types.ts';

/** Permission to issue for a while. */
export type Grant =
  | { readonly kind: 'direct'; readonly ends: number | null }
  | { readonly kind: 'breakglass'; readonly ends: number; readonly event: BreakglassEvent };

/** The grant as rows name it: a session of one is never handed out under another. */
export function grantText(grant: Grant): string {
  return grant.kind === 'breakglass' ? `breakglass:${grant.event.id}` : 'direct';
}

/** Whose event, for what: all of it must be the same as in the request. */
export interface EventFits {
  readonly principalArn: string;
  readonly profile: string;
  readonly roleArn: string | null;
  readonly account: string | null;
}

/**
 * The grant that a verdict and an emergency give at `now` (AWS's time); null: nothing is issued. Only
 * exactly `allow` issues, or an event that is active, fits, and that the policy leaves room for: an
 * effect this version does not know denies, and so does a date that is none.
 * @param event declared by this user for this profile and let by the break-glass policy; null: none.
 */
export function grantFor(
  verdict: Verdict,
  event: BreakglassEvent | null,
  fits: EventFits,
  now: number,
): Grant | null {
  if (!Number.isFinite(now)) return null;
  if (event) {
    const open = verdict.effect === 'allow' || verdict.breakglass === 'possible';
    if (!open || !eventFits(event, fits) || !breakglassGrants(event, now)) return null;
    if (!isAhead(event.expiresAt, now)) return null;
    return { kind: 'breakglass', ends: event.expiresAt, event };
  }
  if (verdict.effect !== 'allow') return null;
  if (verdict.until === null) return { kind: 'direct', ends: null };
  return isAhead(verdict.until, now) ? { kind: 'direct', ends: verdict.until } : null;
}

function eventFits(event: BreakglassEvent, fits: EventFits): boolean {
  return (
    event.invokerArn === fits.principalArn &&
    event.profile === fits.profile &&
    event.roleArn === fits.roleArn &&
    event.account === fits.account
  );
}

function isAhead(end: unknown, now: number): boolean {
  return typeof end === 'number' && Number.isFinite(end) && end > now;
}
