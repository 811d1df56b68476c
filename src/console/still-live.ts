/** What is told on the way out: the credentials that AWS still takes. */
import type { BreakglassEvent, SessionRow } from '../ledger/types.ts';
import { visible } from '../terminal/sanitise.ts';
import { activeEvent } from './outcome.ts';
import { isMine } from './own.ts';
import type { State } from './state.ts';
import { span, wallClock } from './text/times.ts';
import { endOf, live } from './visible-times.ts';

/** How many lines of a kind are written; the rest is a number. */
const MOST = 5;

/**
 * One line for each of this principal's live sessions and open emergencies, up to MOST of either; none
 * where nothing is live. `now`: AWS's time.
 */
export function liveSentences(state: State, now: number): string[] {
  const sessions = live(state, now);
  const events = state.records.events.filter(
    (event) =>
      isMine(state, event.invokerArn) &&
      activeEvent({ ...state, now }, event.profile)?.id === event.id,
  );
  const lines = [
    ...capped(
      sessions.map((session) => sessionSentence(session, now)),
      'still live',
    ),
    ...capped(
      events.map((event) => eventSentence(state.command, event)),
      'still open',
    ),
  ];
  if (sessions.length > 0) {
    lines.push('They end at those times by themselves; this version cannot revoke them sooner.');
  }
  return lines;
}

function sessionSentence(session: SessionRow, now: number): string {
  const ends = endOf(session) ?? now;
  const stamp = session.sourceIdentity ?? 'UNSTAMPED';
  return visible(
    `still live: ${session.profile} until ${wallClock(ends)} (${span(ends - now)} left), ${stamp}`,
  );
}

function eventSentence(command: string, event: BreakglassEvent): string {
  return visible(
    `still open: break-glass ${event.id} for ${event.profile} until ${wallClock(event.expiresAt)}; to end it: ${command} breakglass close ${event.id.slice(0, 8)} --reason "..."`,
  );
}

function capped(lines: readonly string[], what: string): string[] {
  if (lines.length <= MOST) return [...lines];
  return [...lines.slice(0, MOST), `${what}: and ${lines.length - MOST} more`];
}
