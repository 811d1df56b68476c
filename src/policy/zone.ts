/** A time zone's offsets from UTC. Made anew by `openZone`; keeps what it has looked up. */
export interface Zone {
  readonly name: string;
  /** Milliseconds to add to UTC to get the wall clock's reading. */
  offset(at: number): number;
  /** An instant after `at` up to which the offset stays as it is at `at`. */
  steadyUntil(at: number): number;
}

const DAY = 86_400_000;

/** Whether the zone is in the IANA database (offsets such as `+02:00` are not). UTC costs nothing. */
export function isZone(name: string): boolean {
  if (isUtc(name)) return true;
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
  try {
    clockOf(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The zone of an IANA name. `Intl` costs some 13 ms of start-up, so it is touched only when a zone
 * other than UTC is asked for an offset.
 * @throws RangeError, on use, where the zone does not exist.
 */
export function openZone(name: string): Zone {
  if (isUtc(name)) return { name, offset: () => 0, steadyUntil: (at) => at + DAY };
  let read: ((at: number) => number) | undefined;
  const known = new Map<number, number>();
  const offset = (at: number): number => {
    read ??= clockOf(name);
    return read(at) - Math.floor(at / 1000) * 1000;
  };
  const atDay = (day: number): number => {
    const found = known.get(day) ?? offset(day * DAY);
    known.set(day, found);
    return found;
  };
  /** The instant inside this UTC day at which the offset changes; the day's end where it does not. */
  const change = (day: number): number => {
    const before = atDay(day);
    let low = day * DAY;
    let high = low + DAY;
    if (before === atDay(day + 1)) return high;
    while (high - low > 1000) {
      const middle = Math.floor((low + high) / 2000) * 1000;
      if (offset(middle) === before) low = middle;
      else high = middle;
    }
    return high;
  };
  const changes = new Map<number, number>();
  const changeOf = (day: number): number => {
    const found = changes.get(day) ?? change(day);
    changes.set(day, found);
    return found;
  };
  return {
    name,
    offset(at) {
      const day = Math.floor(at / DAY);
      return at < changeOf(day) ? atDay(day) : atDay(day + 1);
    },
    steadyUntil(at) {
      const day = Math.floor(at / DAY);
      const turn = changeOf(day);
      return at < turn ? turn : (day + 1) * DAY;
    },
  };
}

function isUtc(name: string): boolean {
  return name === 'UTC' || name === 'Etc/UTC';
}

/** Reads a zone's wall clock as if it were UTC, to the second. */
function clockOf(name: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const [month, day, year, hour, minute, second] = format.format(at).split(/\D+/).map(Number);
    return Date.UTC(
      year as number,
      (month as number) - 1,
      day as number,
      hour as number,
      minute as number,
      second as number,
    );
  };
}
