/** What of the screen depends on the time: when this text is the same, so is the screen. Pure. */
import type { SessionRow } from '../ledger/types.ts';
import { isMine } from './own.ts';
import type { State } from './state.ts';
import { countdown, span } from './text/times.ts';

/** Every time-dependent text of the view at `now` (AWS's time), in one string. */
export function visibleTimes(state: State, now: number): string {
  const minute = Math.floor(now / 60_000);
  switch (state.view) {
    case 'sessions':
      return [minute, ...state.records.sessions.map((row) => sessionTimes(row, now))].join('|');
    case 'list':
      return [minute, ...live(state, now).map((row) => span(left(row, now) ?? 0))].join('|');
    case 'signin':
      return `${minute}|${countdown((state.signIn?.prompt?.expiresAt ?? now) - now)}`;
    default:
      return String(minute);
  }
}

/** This principal's own sessions whose credentials are good at `now`; none until AWS has said who we are. */
export function live(state: State, now: number): SessionRow[] {
  return state.records.sessions.filter((row) => isOwn(state, row) && isLive(row, now));
}

/** True for what was issued to who we are. */
export function isOwn(state: State, row: SessionRow): boolean {
  return isMine(state, row.principalArn);
}

/**
 * True while AWS takes this session's credentials. Neither a shell that ended nor a revocation in our own
 * ledger ends them: nothing here reaches what AWS has given out.
 */
export function isLive(row: SessionRow, now: number): boolean {
  if (row.status === 'issuing') return false;
  return (left(row, now) ?? 0) > 0;
}

/** Milliseconds until the credentials end, by their own life or by their window; null: unknown. */
export function left(row: SessionRow, now: number): number | null {
  const ends = endOf(row);
  return ends === null ? null : ends - now;
}

/** When AWS stops taking them: the credentials' own end or the window's, whichever is first. */
export function endOf(row: SessionRow): number | null {
  if (row.credentialsExpireAt === null) return row.windowEndsAt;
  return row.windowEndsAt === null
    ? row.credentialsExpireAt
    : Math.min(row.credentialsExpireAt, row.windowEndsAt);
}

function sessionTimes(row: SessionRow, now: number): string {
  const remaining = left(row, now);
  if (remaining === null || remaining <= 0) return 'over';
  const window = row.windowEndsAt === null ? '' : countdown(Math.max(0, row.windowEndsAt - now));
  return `${countdown(remaining)}/${window}`;
}
