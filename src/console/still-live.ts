/** What is told on the way out: the credentials that AWS still takes. */
import { visible } from '../terminal/sanitise.ts';
import { activeEvent } from './outcome.ts';
import type { State } from './state.ts';
import { span, wallClock } from './text/times.ts';
import { endOf, live } from './visible-times.ts';

/** One line a live session or open emergency; none where nothing is live. `now`: AWS's time. */
export function liveSentences(state: State, now: number): string[] {
  const sessions = live(state, now);
  const lines = sessions.map((session) => {
    const ends = endOf(session) ?? now;
    const stamp = session.sourceIdentity ?? 'UNSTAMPED';
    return visible(
      `still live: ${session.profile} until ${wallClock(ends)} (${span(ends - now)} left), ${stamp}`,
    );
  });
  for (const event of state.records.events) {
    if (activeEvent({ ...state, now }, event.profile)?.id !== event.id) continue;
    lines.push(
      visible(
        `still open: break-glass ${event.id} for ${event.profile} until ${wallClock(event.expiresAt)}; to end it: sentinel breakglass close ${event.id.slice(0, 8)} --reason "..."`,
      ),
    );
  }
  if (sessions.length > 0) {
    lines.push('They end at those times by themselves; this version cannot revoke them sooner.');
  }
  return lines;
}
