/** The state machine of an emergency: `active -> closed | expired`; both are final. Pure. */
import { type BreakglassChanges, type BreakglassEvent, IllegalTransition } from './types.ts';

/**
 * How long an event may wait for its log entry and alerts, milliseconds (alerts have 8 s in all). One
 * left behind by a killed process grants nothing and stands in nobody's way after this.
 */
export const OPENING_LIFE = 30_000;

const CHANGEABLE: ReadonlySet<string> = new Set<keyof BreakglassChanges>([
  'status',
  'closedBy',
  'closedReason',
  'escalated',
  'alerted',
  'logSeq',
  'logHash',
]);

/** When the clock ends this event, milliseconds. */
export function breakglassEnd(event: BreakglassEvent): number {
  if (isRecorded(event)) return event.expiresAt;
  return Math.min(event.expiresAt, event.createdAt + OPENING_LIFE);
}

/** The event as it is at `now`: an active one past its end reads `expired`. */
export function breakglassAt(event: BreakglassEvent, now: number): BreakglassEvent {
  return event.status === 'active' && breakglassEnd(event) <= now
    ? { ...event, status: 'expired' }
    : event;
}

/** Whether credentials may be issued under this event at `now`: active, and in the decision log. */
export function breakglassGrants(event: BreakglassEvent, now: number): boolean {
  return isRecorded(event) && breakglassAt(event, now).status === 'active';
}

/**
 * The stored event after `changes`, at the next version. Where no status is asked for and the clock has
 * ended the event meanwhile, its expiry is written down.
 * @throws IllegalTransition for a status that cannot follow, or a member that never changes (the
 *   justification above all).
 */
export function changeBreakglass(
  stored: BreakglassEvent,
  changes: BreakglassChanges,
  now: number,
): BreakglassEvent {
  for (const [name, value] of Object.entries(changes)) {
    if (!CHANGEABLE.has(name) && value !== stored[name as keyof BreakglassEvent]) {
      throw new IllegalTransition(`a break-glass event's ${name} never changes`);
    }
  }
  if (stored.status !== 'active') {
    const wish = changes.status ?? stored.status;
    throw new IllegalTransition(
      wish === stored.status
        ? `a break-glass event that is ${stored.status} no longer changes`
        : `a break-glass event that is ${stored.status} cannot become ${wish}`,
    );
  }
  const next = { ...stored, ...changes, version: stored.version + 1 };
  return changes.status === undefined ? breakglassAt(next, now) : next;
}

function isRecorded(event: BreakglassEvent): boolean {
  return event.logSeq !== null && event.logHash !== null;
}
