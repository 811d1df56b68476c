/**
 * The time left, told while a subshell has the terminal: in the window's title, and by bell and desktop
 * notification when 10, 5 and 1 minutes are left. On expiry the shell goes on; only its keys are dead.
 */
import type { Capabilities } from './capabilities.ts';
import { notification } from './notify.ts';
import { timeLeft } from './time-left.ts';
import { restoreTitle, saveTitle, setTitle } from './title.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Shells set titles too, with each prompt (fish, many rc files): ours is set again after this (ms). */
const AGAIN = 15 * SECOND;

/** Time left (ms) at which a person is called. */
export const ALERTS_AT: readonly number[] = [10 * MINUTE, 5 * MINUTE, MINUTE];

/** How long (ms) the text of timeLeft stays true; undefined when it will not change any more. */
export function untilChange(ms: number): number | undefined {
  if (ms <= 0) return undefined;
  const step = ms < MINUTE ? 10 * SECOND : MINUTE;
  // "0:41" holds while 41 whole minutes are left: it turns a moment after the full minute.
  return step === MINUTE ? (ms % MINUTE) + 1 : ms % step || step;
}

/** The alert to give when the time left went from `before` to `now` (ms): the latest one crossed. */
export function alertCrossed(before: number, now: number): number | undefined {
  return ALERTS_AT.findLast((at) => before > at && now <= at);
}

export interface Countdown {
  /** The profile's name, shown in the title. */
  readonly label: string;
  /** When the credentials end, ms since the epoch, on the same clock as `now`. */
  readonly expiresAt: number;
  /** AWS's time, not the machine's. */
  readonly now: () => number;
  /** Writes to the terminal that the child has. */
  readonly tell: (sequence: string) => void;
  readonly terminal: Pick<Capabilities, 'osc' | 'tmux' | 'notification'>;
}

/** Starts telling; call what it returns when the terminal comes back. Keeps no process alive. */
export function startCountdown(countdown: Countdown): () => void {
  const { label, expiresAt, now, tell, terminal } = countdown;
  let timer: NodeJS.Timeout | undefined;
  let before = expiresAt - now();
  tell(saveTitle(terminal) + title(before));
  schedule(before);

  function title(left: number): string {
    return setTitle(`${label} ${timeLeft(left)}`, terminal);
  }

  function tick(): void {
    const left = expiresAt - now();
    const alert = alertCrossed(before, left);
    const ended = before > 0 && left <= 0;
    let text = title(left);
    if (ended) text += notification(label, 'the credentials have expired', terminal);
    else if (alert) text += notification(label, `${alert / MINUTE} min left`, terminal);
    before = left;
    tell(text);
    schedule(left);
  }

  function schedule(left: number): void {
    const wait = untilChange(left);
    if (wait !== undefined) timer = setTimeout(tick, Math.min(wait, AGAIN)).unref();
  }

  return () => {
    clearTimeout(timer);
    tell(restoreTitle(terminal));
  };
}
