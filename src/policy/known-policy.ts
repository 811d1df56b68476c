import type { AccessPolicy } from './types.ts';
import { openZone, type Zone } from './zone.ts';
import { takeSpans, type ZoneSpans, zoneOfSpans } from './zone-spans.ts';

const DAY = 86_400_000;

/** A policy that was parsed and checked, with its zones' offsets, as plain data to be kept. */
export interface KnownPolicy {
  readonly policy: AccessPolicy;
  readonly zones: Readonly<Record<string, ZoneSpans>>;
  readonly tzdata: string;
}

/**
 * Takes down what asking `Intl` again would cost: its offsets for the next year and some. Pure.
 * @param tzdata the version of the time zone data that `Intl` works with.
 */
export function knownPolicy(policy: AccessPolicy, now: number, tzdata: string): KnownPolicy {
  const from = Math.floor(now / DAY - 2) * DAY;
  const names = new Set(
    [policy.timezone, ...policy.rules.map((rule) => rule.conditions.time?.timezone)].filter(
      (name) => name !== undefined,
    ),
  );
  const zones = Object.fromEntries(
    [...names].map((name) => [name, takeSpans(openZone(name), from, from + 500 * DAY)]),
  );
  return { policy, zones, tzdata };
}

/** Whether the offsets are those of this time zone data and reach as far as changes are looked for. */
export function stillKnown({ zones, tzdata }: KnownPolicy, now: number, running: string): boolean {
  return tzdata === running && Object.values(zones).every(({ to }) => to > now + 410 * DAY);
}

/** Gives zones by name: from what was taken down, else from `Intl`. */
export function zonesOf({ zones }: Pick<KnownPolicy, 'zones'>): (name: string) => Zone {
  return (name) => {
    const spans = Object.hasOwn(zones, name) ? zones[name] : undefined;
    return spans ? zoneOfSpans(name, spans) : openZone(name);
  };
}
