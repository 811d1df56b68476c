/**
 * A time as the ledger stores it: UTC, fixed width, milliseconds (`2026-11-20T02:00:00.000Z`), so that
 * text order is time order in every store.
 * @throws RangeError for a time outside the years 0000-9999, which would have another width.
 */
export function formatTime(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  if (text.length !== 24) throw new RangeError(`${text} does not fit the ledger's times`);
  return text;
}

/** Milliseconds since the epoch of a stored time. */
export function parseTime(text: string): number {
  return Date.parse(text);
}
