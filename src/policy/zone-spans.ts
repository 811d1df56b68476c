import { openZone, type Zone } from './zone.ts';

/** A zone's offsets over a stretch of time, as plain data. */
export interface ZoneSpans {
  /** Milliseconds since the epoch; `to` is exclusive. */
  readonly from: number;
  readonly to: number;
  /** From when on which offset (milliseconds) holds, in order; the first begins at `from`. */
  readonly spans: readonly (readonly [start: number, offset: number])[];
}

/** Takes a zone's offsets down, to be kept. */
export function takeSpans(zone: Zone, from: number, to: number): ZoneSpans {
  const spans: [number, number][] = [];
  for (let at = from; at < to; at = zone.steadyUntil(at)) {
    const offset = zone.offset(at);
    if (spans.at(-1)?.[1] !== offset) spans.push([at, offset]);
  }
  return { from, to, spans };
}

/** The zone again, without `Intl` as long as nobody asks outside the stretch. */
export function zoneOfSpans(name: string, { from, to, spans }: ZoneSpans): Zone {
  const beyond = openZone(name);
  const spanAt = (at: number): number => spans.findLastIndex(([start]) => start <= at);
  const known = (at: number): boolean => at >= from && at < to;
  return {
    name,
    offset: (at) => (known(at) ? (spans[spanAt(at)]?.[1] ?? 0) : beyond.offset(at)),
    steadyUntil: (at) => (known(at) ? (spans[spanAt(at) + 1]?.[0] ?? to) : beyond.steadyUntil(at)),
  };
}
