import { SentinelError } from '../errors.ts';
import type { BreakglassEvent, Ledger } from './types.ts';

/** Shorter prefixes are typing errors rather than names of something. */
const SHORTEST_PREFIX = 4;

/**
 * The break-glass event that an id, or the beginning of one (4 characters or more), names.
 * @throws SentinelError('usage') for none or several.
 */
export async function findBreakglass(ledger: Ledger, typed: string): Promise<BreakglassEvent> {
  const exact = await ledger.getBreakglass(typed);
  if (exact) return exact;
  const known = typed.length >= SHORTEST_PREFIX;
  const events = known ? await ledger.listBreakglass({ idPrefix: typed, limit: 5 }) : [];
  const [event, ...others] = events;
  if (event && others.length === 0) return event;
  const next = ['sentinel breakglass list'];
  if (!event) throw new SentinelError('usage', `There is no break-glass event ${typed}.`, next);
  const ids = events.map(({ id }) => id);
  throw new SentinelError('usage', `Several break-glass events begin with ${typed}.`, ids);
}
