import { SentinelError } from '../errors.ts';

const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** The longest duration anyone may write: ten years. Longer ones are typing errors. */
const LONGEST = 3_660 * 86_400;

/**
 * Reads `15m`, `1h30m`, `2h`, `90s`, `400d`: whole numbers with a unit each, the larger unit first.
 * @returns seconds.
 * @throws SentinelError (usage) for anything else.
 */
export function parseDuration(text: string): number {
  const seconds = readDuration(text);
  if (seconds === null) {
    throw new SentinelError('usage', `${JSON.stringify(text.slice(0, 40))} is not a duration.`, [
      'write it as 90s, 15m, 1h30m or 2d',
    ]);
  }
  return seconds;
}

/** As parseDuration, but null where the text is no duration. */
export function readDuration(text: string): number | null {
  const match = /^(?:(\d{1,9})d)?(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?$/.exec(text);
  if (!match || text === '') return null;
  const seconds = UNITS.reduce((sum, [, size], i) => sum + Number(match[i + 1] ?? 0) * size, 0);
  return seconds <= LONGEST ? seconds : null;
}

/** Seconds as `1h30m`: the form that logs, tables and screens use; parseDuration reads it back. */
export function formatDuration(seconds: number): string {
  let left = Math.max(0, Math.round(seconds));
  let text = '';
  for (const [unit, size] of UNITS) {
    const count = Math.floor(left / size);
    if (count > 0) text += `${count}${unit}`;
    left -= count * size;
  }
  return text || '0s';
}
