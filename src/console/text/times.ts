/** Times as people read them. All instants are milliseconds since the epoch, lengths milliseconds. */

/** `41:07`, `1:02:09`; never below `0:00`. Rounds down, so that it never promises time that is gone. */
export function countdown(left: number): string {
  const seconds = Math.max(0, Math.floor(left / 1000));
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  const s = seconds % 60;
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `12 s`, `4 min`, `1 h 20 min`, `3 d`: for sentences and ages. */
export function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

/** `50m`, `1h20m`, `<1m`: for a narrow column. */
export function shortSpan(milliseconds: number): string {
  const minutes = Math.floor(Math.max(0, milliseconds) / 60_000);
  if (minutes === 0) return '<1m';
  if (minutes < 60) return `${minutes}m`;
  return minutes % 60 ? `${Math.floor(minutes / 60)}h${minutes % 60}m` : `${minutes / 60}h`;
}

/** `5 min behind`, `2 h ahead of`: how the machine's clock stands to AWS. `skew`: AWS's minus its own. */
export function clockOff(skew: number): string {
  return `${span(Math.abs(skew))} ${skew > 0 ? 'behind' : 'ahead of'}`;
}

/** The machine's local wall clock, `14:02`. */
export function wallClock(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** `18:40`, or `11-21 18:40` where that is more than a day away: by the machine's wall clock. */
export function until(at: number, now: number): string {
  if (at - now < 86_400_000) return wallClock(at);
  return `${monthDay(at)} ${wallClock(at)}`;
}

function monthDay(at: number): string {
  const date = new Date(at);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Local date and time of a log line, `07-21 14:02:33`. */
export function stampTime(at: number): string {
  return `${monthDay(at)} ${wallClock(at)}:${two(new Date(at).getSeconds())}`;
}

/**
 * An instant in a policy's zone, as near as it needs to be said: `18:00`, `mon 09:00`, `24 Dec 09:00`.
 * The zone is the policy's, since that is what its windows are written in. Where the machine's own clock
 * says another time then, the zone is said: `18:00Z` and `18:00+01` in a column (ISO 8601's offsets), and
 * by name, `18:00 Europe/Berlin`, in a sentence.
 */
export function zoned(
  at: number,
  now: number,
  timezone: string,
  where: 'column' | 'sentence' = 'column',
): string {
  const parts = zoneParts(at, timezone);
  const offset = timezone === 'UTC' ? 0 : offsetOf(parts, utcParts(at));
  const local = -new Date(at).getTimezoneOffset();
  const zone =
    offset === local ? '' : where === 'sentence' ? ` ${timezone}` : offsetText(offset, timezone);
  return nearest(at, now, parts, zoneParts(now, timezone)) + zone;
}

function nearest(at: number, now: number, parts: ZoneParts, today: ZoneParts): string {
  const time = `${parts.hour}:${parts.minute}`;
  if (parts.day === today.day && parts.month === today.month && at - now < 86_400_000) return time;
  if (at - now < 6 * 86_400_000) return `${parts.weekday} ${time}`;
  return `${Number(parts.day)} ${parts.month} ${time}`;
}

/** Minutes that a zone's wall clock is ahead of UTC's; the date is a day off at most. */
function offsetOf(zone: ZoneParts, utc: ZoneParts): number {
  const minutes = (parts: ZoneParts) => Number(parts.hour) * 60 + Number(parts.minute);
  const apart = minutes(zone) - minutes(utc);
  if (zone.day === utc.day) return apart;
  // Two clocks are less than 15 hours apart: the other day is the one that makes it so.
  return apart < 0 ? apart + 1440 : apart - 1440;
}

function offsetText(offset: number, timezone: string): string {
  if (timezone === 'UTC') return 'Z';
  const minutes = Math.abs(offset);
  const rest = minutes % 60 ? `:${two(minutes % 60)}` : '';
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}${rest}`;
}

interface ZoneParts {
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  readonly hour: string;
  readonly minute: string;
}

/** A memo: a format is dear to make, and says the same forever. */
const formats = new Map<string, Intl.DateTimeFormat>();

function zoneParts(at: number, timezone: string): ZoneParts {
  if (timezone === 'UTC') return utcParts(at);
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      weekday: 'short',
      day: '2-digit',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timezone, format);
  }
  const found: Record<string, string> = {};
  for (const part of format.formatToParts(at)) found[part.type] = part.value;
  return {
    weekday: (found['weekday'] ?? '').toLowerCase(),
    day: found['day'] ?? '',
    month: found['month'] ?? '',
    hour: found['hour'] ?? '',
    minute: found['minute'] ?? '',
  };
}

/** Without Intl, whose first use costs a third of a frame. `Fri, 20 Nov 2026 18:00:00 GMT`. */
function utcParts(at: number): ZoneParts {
  const [weekday = '', day = '', month = '', , time = ''] = new Date(at).toUTCString().split(' ');
  const [hour = '', minute = ''] = time.split(':');
  return { weekday: weekday.slice(0, 3).toLowerCase(), day, month, hour, minute };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
