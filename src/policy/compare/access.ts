import type { Mode, Verdict } from '../types.ts';

/** What a verdict comes to for whoever asks: the part of it that is compared. Which rule said so is not. */
export interface Access {
  readonly effect: Verdict['effect'];
  /** The access policy leaves room for break-glass; only where access is not there already. */
  readonly breakglass: boolean;
  /** The longest session, seconds; null: no cap of the policy's. Only where there may be one. */
  readonly seconds: number | null;
  /** The session must be in the sessions table. */
  readonly tracked: boolean;
}

/** What a verdict says and a rule's outcome says alike. */
export type Said = Pick<
  Verdict,
  'effect' | 'breakglass' | 'maxDuration' | 'maxServerDuration' | 'unstamped' | 'declaredEffect'
>;

const SHUT: Access = { effect: 'deny', breakglass: false, seconds: null, tracked: false };

/**
 * @param stampable false: the profile leads to no role, so the gate gives nothing there, emergency or not,
 *   unless the rule says `unstamped: allow`.
 */
export function accessOf(said: Said, mode: Mode, stampable: boolean): Access {
  const { effect, breakglass } = said;
  if (!stampable && !said.unstamped) return SHUT;
  const room = effect !== 'allow' && breakglass === 'possible';
  if (effect === 'deny') return { ...SHUT, breakglass: room };
  const caps = [said.maxDuration, mode === 'server' ? said.maxServerDuration : null];
  const seconds = Math.min(...caps.map((cap) => cap ?? Number.POSITIVE_INFINITY));
  return {
    effect,
    breakglass: room,
    seconds: Number.isFinite(seconds) ? seconds : null,
    tracked: said.declaredEffect === 'require_server_session',
  };
}

/** Equal for what is the same access. */
export function accessKey({ effect, breakglass, seconds, tracked }: Access): string {
  return `${effect} ${breakglass} ${seconds} ${tracked}`;
}

/** Whether somebody has more than before, or less; `other`: more of one thing and less of another. */
export type Direction = 'gain' | 'loss' | 'other';

/** A change's direction, and its place in a report: the lower, the sooner it must be seen. */
export function weigh(
  before: Access,
  after: Access,
): { readonly direction: Direction; readonly gravity: number } {
  const step = RANK[after.effect] - RANK[before.effect];
  if (step !== 0) {
    const [more, less] = step > 0 ? [after, before] : [before, after];
    const kind = more.effect === 'allow' ? (less.effect === 'deny' ? 0 : 1) : 2;
    return step > 0 ? gain(kind) : loss(kind);
  }
  const room = Number(after.breakglass) - Number(before.breakglass);
  const longer = Math.sign(limit(after) - limit(before));
  const looser = Number(before.tracked) - Number(after.tracked);
  const signs = [room, longer, looser].filter((sign) => sign !== 0);
  const kind = room === 0 ? 4 : 3;
  if (signs.every((sign) => sign > 0)) return gain(kind);
  if (signs.every((sign) => sign < 0)) return loss(kind);
  return { direction: 'other', gravity: 5 };
}

const RANK = { deny: 0, require_approval: 1, allow: 2 } as const;

function limit({ seconds }: Access): number {
  return seconds ?? Number.MAX_SAFE_INTEGER;
}

function gain(kind: number) {
  return { direction: 'gain', gravity: kind } as const;
}

function loss(kind: number) {
  return { direction: 'loss', gravity: 6 + kind } as const;
}
