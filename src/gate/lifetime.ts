/**
 * How long credentials live, and how they end with their grant. Pure.
 *
 * AWS's own limits (STS API reference, AssumeRole): 900 s at least; 3600 s at most from temporary
 * credentials (role chaining); else up to the role's MaxSessionDuration, 12 h at most.
 */
import { formatDuration } from '../policy/duration.ts';

export const LEAST_SECONDS = 900;
export const MOST_CHAINED_SECONDS = 3_600;
export const MOST_SECONDS = 43_200;
export const DEFAULT_SECONDS = 3_600;
/** AssumeRole comes a little after the decision, so its credentials end a little after it counted. */
const SLACK_MS = 60_000;

export interface LifetimeWish {
  /** AWS's time of the decision, milliseconds. */
  readonly at: number;
  /** Seconds asked for; null: the default. */
  readonly wished: number | null;
  /** The caps that apply, in seconds, with what sets each. */
  readonly caps: readonly { readonly seconds: number; readonly by: string }[];
  /** When the grant ends (a window's end, a break-glass event's end); null: not by itself. */
  readonly grantEnds: number | null;
  /** More than one hop, or temporary base credentials. */
  readonly chained: boolean;
}

export interface Lifetime {
  /** What was asked for after every cap, before the grant's own end cuts it. */
  readonly capped: number;
  /** What AssumeRole is asked for. */
  readonly seconds: number;
  /** The session policy's end, milliseconds; null: AWS ends the credentials in time by itself. */
  readonly endsBy: number | null;
  /** The grant's length as decided, seconds: for the log. */
  readonly granted: number;
  /** Clamped durations, in sentences. */
  readonly notices: readonly string[];
}

/** Works out the length of one issue. A grant that has already ended is the caller's to refuse. */
export function lifetimeOf(wish: LifetimeWish): Lifetime {
  const { at, grantEnds } = wish;
  const most = wish.chained
    ? { seconds: MOST_CHAINED_SECONDS, by: "AWS's limit for role chaining" }
    : { seconds: MOST_SECONDS, by: "AWS's limit" };
  const asked = wish.wished ?? DEFAULT_SECONDS;
  const caps = [...wish.caps, most].sort((a, b) => a.seconds - b.seconds);
  const cap = caps[0] as { seconds: number; by: string };
  const granted = Math.min(asked, cap.seconds);
  const notices: string[] = [];
  if (wish.wished !== null && granted < asked) {
    notices.push(`Duration ${formatDuration(asked)} cut to ${formatDuration(granted)}: ${cap.by}.`);
  }
  const remaining = grantEnds === null ? granted : Math.floor((grantEnds - at) / 1000);
  if (remaining < granted) {
    notices.push(`The grant ends in ${formatDuration(remaining)}; AWS ends the credentials then.`);
  }
  const length = Math.min(granted, Math.max(remaining, 0));
  const seconds = Math.max(LEAST_SECONDS, length);
  const end = grantEnds !== null && remaining <= granted ? grantEnds : at + length * 1000;
  const mustEnd = grantEnds !== null && grantEnds < at + seconds * 1000 + SLACK_MS;
  return {
    capped: granted,
    seconds,
    endsBy: mustEnd || seconds > length ? Math.min(end, grantEnds ?? end) : null,
    granted: length,
    notices,
  };
}

/**
 * A session policy that lets everything through until an instant and nothing after, whatever the
 * credentials' own life (IAM user guide: aws:CurrentTime, DateGreaterThan). To the second, cut down.
 */
export function sessionPolicy(endsBy: number): string {
  const end = `${new Date(Math.floor(endsBy / 1000) * 1000).toISOString().slice(0, 19)}Z`;
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: '*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { DateGreaterThan: { 'aws:CurrentTime': end } },
      },
    ],
  });
}
