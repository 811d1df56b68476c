/** A week as a map of 24 x 7 signs, and as JSON. Pure; whoever shows it knows the signs. */
import { type HourKind, onlyKind, type Week } from './week.ts';

/** One sign, a cell wide, for each kind. */
export type WeekSigns = Readonly<Record<HourKind, string>>;

/** Text of the map; `kind`: the sign of an hour, or of the legend. `now`: the hour that it is. */
export interface WeekPart {
  readonly text: string;
  readonly kind: HourKind | null;
  readonly now: boolean;
}

export interface WeekLine {
  readonly parts: readonly WeekPart[];
}

/** Cells before the first hour: a pointer, the day, a blank. */
const INDENT = 5;
/** Cells that the map takes: four groups of six hours behind the day. */
export const WEEK_COLUMNS = INDENT + 4 * 7 - 1;

const KINDS: readonly HourKind[] = ['allow', 'approval', 'server', 'deny', 'changes'];
const WORDS: Readonly<Record<HourKind, string>> = {
  allow: 'allow',
  approval: 'approval',
  server: 'server mode',
  deny: 'deny',
  changes: 'changes',
};

/**
 * The map, then what its signs mean. Where one answer holds all week, a sentence instead.
 * @param pointer a cell wide: stands before today.
 * @param columns the room; at least WEEK_COLUMNS.
 */
export function weekLines(
  week: Week,
  signs: WeekSigns,
  pointer: string,
  columns: number,
): WeekLine[] {
  const only = onlyKind(week);
  if (only)
    return [
      {
        parts: [
          { text: signs[only], kind: only, now: false },
          text(` ${WORDS[only]} at every hour of the week`),
        ],
      },
    ];
  const days = week.days.map((_, index) => dayLine(week, index, signs, pointer));
  return [plain(hoursLine(week)), ...days, ...legend(week, signs, columns)];
}

function dayLine({ days, now }: Week, index: number, signs: WeekSigns, pointer: string): WeekLine {
  const { day, hours } = days[index] as Week['days'][number];
  const today = index === now.day;
  const cells = hours.flatMap((kind, hour): WeekPart[] => [
    ...(hour > 0 && hour % 6 === 0 ? [text(' ')] : []),
    { text: kind ? signs[kind] : ' ', kind, now: today && hour === now.hour },
  ]);
  return { parts: [text(`${today ? pointer : ' '}${nameOf(day)} `), ...cells] };
}

/** What the map shows: `The week of 2026-11-16, hours of Europe/Berlin; it is Fri 15 h`. */
export function weekHead({ timezone, days, now }: Week): string {
  const today = days[now.day]?.day ?? '';
  return `The week of ${days[0]?.date}, hours of ${timezone}; it is ${nameOf(today)} ${now.hour} h`;
}

function nameOf(day: string): string {
  return `${day[0]?.toUpperCase()}${day.slice(1, 3)}`;
}

/** The shape of `--json`: a word for each hour; null for one that the wall clock leaves out. */
export function weekJson({ timezone, days }: Week): Record<string, unknown> {
  return { timezone, days: days.map(({ day, date, hours }) => ({ day, date, hours })) };
}

/** `0 6 12 18` over their columns; a mark over the hour that it is takes a number's place. */
function hoursLine({ now }: Week): string {
  const cells = [...' '.repeat(WEEK_COLUMNS)];
  for (const hour of [0, 6, 12, 18]) {
    const digits = String(hour);
    const over = now.hour >= hour && now.hour < hour + digits.length;
    if (!over) cells.splice(column(hour), digits.length, ...digits);
  }
  cells[column(now.hour)] = 'v';
  return cells.join('').trimEnd();
}

function column(hour: number): number {
  return INDENT + hour + Math.floor(hour / 6);
}

/** The signs that are there with their words, in as many lines as they need. */
function legend(week: Week, signs: WeekSigns, columns: number): WeekLine[] {
  const there = new Set(week.days.flatMap(({ hours }) => hours));
  const lines: WeekPart[][] = [];
  let room = 0;
  for (const kind of KINDS.filter((one) => there.has(one))) {
    const wide = 4 + WORDS[kind].length;
    if (lines.length === 0 || wide > room) {
      lines.push([text(' '.repeat(INDENT - 2))]);
      room = columns - INDENT + 2;
    }
    lines
      .at(-1)
      ?.push(text('  '), { text: signs[kind], kind, now: false }, text(` ${WORDS[kind]}`));
    room -= wide;
  }
  return lines.map((parts) => ({ parts }));
}

function plain(words: string): WeekLine {
  return { parts: [text(words)] };
}

function text(words: string): WeekPart {
  return { text: words, kind: null, now: false };
}
