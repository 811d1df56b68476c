import { readDuration } from '../duration.ts';
import { nfc } from '../glob.ts';
import type { Problems } from '../problems.ts';
import { DAYS, type TimeWindow } from '../types.ts';
import type { MapNode, Node } from '../yaml/nodes.ts';
import {
  choice,
  list,
  optional,
  placeOf,
  quoted,
  type Reader,
  record,
  required,
  table,
  text,
} from '../yaml/readers.ts';
import { isZone } from '../zone.ts';

/** `"1"` or 1. */
export const version: Reader<'1'> = (node, problems) => {
  if (node.kind === 'scalar' && (node.value === '1' || node.value === 1)) return '1';
  problems.add(node.at, 'version must be "1"');
  return undefined;
};

export const globs = (what: string): Reader<string[]> => list(what, text(`an entry of ${what}`));

/** At least one entry: where an empty list would mean nobody, or worse, anybody. */
export const someGlobs = (what: string): Reader<string[]> =>
  list(what, text(`an entry of ${what}`), 1);

/** Globs over 12 digits; anything else can never match. */
export const accountGlobs: Reader<string[]> = list(
  'accounts',
  text('an account', (value) =>
    /^[\d*?]{1,64}$/.test(value) ? null : 'must be 12 digits, or a glob of digits',
  ),
);

/** @param most seconds. */
export function duration(
  what: string,
  most = Number.POSITIVE_INFINITY,
  mostText = '',
): Reader<number> {
  const read = text(what, (value) => {
    const seconds = readDuration(value);
    if (seconds === null) return `is not a duration: ${quoted(value)}; write 90s, 15m, 1h30m or 2d`;
    if (seconds === 0) return 'must be longer than nothing';
    return seconds > most ? `is over ${mostText}` : null;
  });
  return (node, problems) => {
    const value = read(node, problems);
    return value === undefined ? undefined : (readDuration(value) ?? undefined);
  };
}

export const timezone: Reader<string> = text('timezone', (value) =>
  isZone(value)
    ? null
    : `${quoted(value)} is not a zone of the IANA database, such as Europe/Berlin`,
);

const timeFields = record('time', {
  days: optional('days', list('days', choice('a day', DAYS))),
  hours: optional('hours', hours),
  timezone: optional('timezone', timezone),
});

/** A time window. One that asks for nothing is a slip: it would be open always. */
export const timeWindow: Reader<TimeWindow> = (node, problems) => {
  const read = timeFields(node, problems);
  if (node.kind === 'map' && !asksForTime(node)) problems.add(node.at, 'time needs days or hours');
  return read;
};

function asksForTime(node: MapNode): boolean {
  return node.entries.some(
    ({ key, value }) =>
      key === 'hours' || (key === 'days' && !(value.kind === 'list' && value.items.length === 0)),
  );
}

function hours(node: Node, problems: Problems): TimeWindow['hours'] | undefined {
  const read = record('hours', {
    start: required('start', minute('start', false)),
    end: required('end', minute('end', true)),
  })(node, problems);
  if (read?.start !== undefined && read.start === read.end) {
    problems.add(
      placeOf(node, 'end'),
      'start and end are the same; for the whole day leave hours out',
    );
  }
  return read;
}

/** `09:00` as minutes of the day. `24:00` is an end only. */
function minute(what: string, end: boolean): Reader<number> {
  const read = text(what, (value) =>
    clock(value) === null || (value === '24:00' && !end)
      ? `must be a time such as "09:00"${end ? ' or "24:00"' : ''}, not ${quoted(value)}`
      : null,
  );
  return (node, problems) => {
    const value = read(node, problems);
    return value === undefined ? undefined : (clock(value) ?? undefined);
  };
}

function clock(value: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(value);
  if (match) return Number(match[1]) * 60 + Number(match[2]);
  return value === '24:00' ? 1440 : null;
}

/** Groups by name, with their members: names, globs, or other groups. */
export const groups: Reader<Record<string, string[]>> = table(
  'groups',
  text("a group's name", (name) => (/[*?]/.test(name) ? 'may hold no * or ?' : null)),
  list('a group', text('a member')),
);

/** A group that holds itself has no members that anyone could name. */
export function checkGroups(
  node: Node,
  byName: Readonly<Record<string, readonly string[]>>,
  problems: Problems,
): void {
  const whole = new Set<string>();
  const inside = new Set<string>();
  const visit = (name: string): boolean => {
    if (whole.has(name)) return true;
    if (inside.has(name)) return false;
    inside.add(name);
    const fine = (byName[name] ?? []).every(
      (member) => !Object.hasOwn(byName, nfc(member)) || visit(nfc(member)),
    );
    inside.delete(name);
    if (fine) whole.add(name);
    return fine;
  };
  for (const name of Object.keys(byName)) {
    if (!visit(name)) {
      problems.add(
        placeOf(node, 'groups', name),
        `the group ${quoted(name)} holds itself, directly or through others`,
      );
    }
  }
}

/** Rules are called by their names in logs and on screen: two of one name could not be told apart. */
export function checkNames(
  node: Node,
  rules: readonly { name?: string }[],
  problems: Problems,
): void {
  const seen = new Map<string, number>();
  rules.forEach((rule, i) => {
    if (rule.name === undefined) return;
    const name = nfc(rule.name);
    const first = seen.get(name);
    if (first === undefined) seen.set(name, i);
    else
      problems.add(
        placeOf(node, 'rules', i, 'name'),
        `rule ${first + 1} is called ${quoted(rule.name)} already`,
      );
  });
}

/** Says what is wrong with one role's ARN, or null. */
export function roleArn(value: string): string | null {
  return /^arn:[a-z0-9-]+:iam::\d{12}:role\/[^*?\s]+$/.test(value)
    ? null
    : 'must be the ARN of one role, such as arn:aws:iam::111122223333:role/ProdAdmin';
}
