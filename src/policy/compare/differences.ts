import { outcome } from '../outcome.ts';
import type { PreparedPolicy, PreparedRule } from '../prepare.ts';
import { timelineOf } from '../timeline.ts';
import type { AccessRequest } from '../types.ts';
import type { PreparedWindow } from '../window.ts';
import { type Access, accessKey, accessOf } from './access.ts';

/** From when to when, milliseconds; the end is exclusive. */
export type Span = readonly [from: number, to: number];

/** One way in which two policies answer the same request otherwise, with all the times at which they do. */
export interface Difference {
  readonly before: Access;
  readonly after: Access;
  readonly spans: readonly Span[];
  /** The zone that its times are best shown in. */
  readonly zone: string;
}

/** The rules that may decide, in turn; `pinned`: the policy pins the profile to another role. */
export type Turn =
  | 'pinned'
  | { readonly timed: readonly PreparedRule[]; readonly last: PreparedRule | null };

/** What of a request the outcome of a rule depends on. */
export interface Asked {
  readonly request: AccessRequest;
  readonly stampable: boolean;
}

/** One policy's part in a comparison. */
export interface Side {
  readonly prepared: PreparedPolicy;
  readonly turn: Turn;
}

/** Says in what two policies differ from `from` to `until`; remembers when each window opens and closes. */
export function differ(
  from: number,
  until: number,
): (asked: Asked, before: Side, after: Side) => readonly Difference[] {
  const known = new Map<PreparedWindow, readonly number[]>();
  const flipsOf = (window: PreparedWindow): readonly number[] => {
    const found = known.get(window) ?? flips(window, from, until);
    known.set(window, found);
    return found;
  };
  return (asked, before, after) => {
    const windows = [before, after].flatMap(({ turn }) => windowsOf(turn));
    const turns = new Set([from, ...windows.flatMap(flipsOf)]);
    const starts = [...turns].sort((a, b) => a - b);
    const ways = new Map<string, { before: Access; after: Access; spans: [number, number][] }>();
    starts.forEach((start, i) => {
      const [was, is] = [accessAt(asked, before, start), accessAt(asked, after, start)];
      const [wasKey, isKey] = [accessKey(was), accessKey(is)];
      if (wasKey === isKey) return;
      const key = `${wasKey} > ${isKey}`;
      const way = ways.get(key) ?? { before: was, after: is, spans: [] };
      ways.set(key, way);
      const last = way.spans.at(-1);
      const end = starts[i + 1] ?? until;
      if (last && last[1] === start) last[1] = end;
      else way.spans.push([start, end]);
    });
    if (ways.size === 0) return NONE;
    const zone = zoneOf(before.prepared, after.prepared, windows);
    return [...ways.values()].map((way) => ({ ...way, zone }));
  };
}

const NONE: readonly Difference[] = [];

function flips(window: PreparedWindow, from: number, until: number): number[] {
  const timeline = timelineOf(window, from);
  const found: number[] = [];
  for (let n = 0; timeline.flip(n) < until; n++) found.push(timeline.flip(n));
  return found;
}

function windowsOf(turn: Turn): PreparedWindow[] {
  if (turn === 'pinned') return [];
  return turn.timed.map((rule) => rule.window as PreparedWindow);
}

function accessAt({ request, stampable }: Asked, { prepared, turn }: Side, at: number): Access {
  if (turn === 'pinned') return PINNED;
  const rule = turn.timed.find(({ window }) => window?.isOpen(at)) ?? turn.last;
  const said = {
    ...outcome(rule, request, prepared.policy.ledger),
    maxDuration: rule?.maxDuration ?? null,
    maxServerDuration: rule?.maxServerDuration ?? null,
    unstamped: rule?.unstamped === 'allow',
    declaredEffect: rule?.effect ?? null,
  };
  return accessOf(said, request.mode, stampable);
}

/** As `evaluate` has it: nothing overrides a pin. */
const PINNED: Access = { effect: 'deny', breakglass: false, seconds: null, tracked: false };

/** The same whichever policy is named first; a zone of people rather than UTC. */
function zoneOf(
  before: PreparedPolicy,
  after: PreparedPolicy,
  windows: readonly PreparedWindow[],
): string {
  const own = windows.length > 0 ? windows.map(({ zone }) => zone.name) : [];
  const names = own.length > 0 ? own : [before.timezone, after.timezone];
  return (
    names.toSorted((a, b) => Number(a === 'UTC') - Number(b === 'UTC') || (a < b ? -1 : 1))[0] ??
    'UTC'
  );
}
