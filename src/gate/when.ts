/** Instants for people, in the zone a verdict speaks of. Pure. */

/** `2026-11-20 18:00 Europe/Berlin`; UTC where the zone is not known here. */
export function showInstant(at: number, timezone: string): string {
  try {
    const parts = new Intl.DateTimeFormat('en-CA', {
      timeZone: timezone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    }).format(at);
    return `${parts.replace(', ', ' ')} ${timezone}`;
  } catch {
    return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  }
}
