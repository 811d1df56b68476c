/** Which faults are set, and how many calls have come: what tests set and read. */
import type { Fault } from './kinds.ts';

/** What a call is, before anything is done for it. */
export interface Target {
  readonly service: string;
  /** Empty where the request names none. */
  readonly action: string;
  /** What it was signed for; absent where it was not. */
  readonly region?: string;
}

export interface Board {
  /** Later ones stand behind earlier ones; latencies add up, of the others the first holds. */
  set(fault: Fault): void;
  clear(): void;
  /** What is set now, with the times that are left. */
  list(): readonly Fault[];
  /** Counts a call, and tells what befalls it. */
  meet(target: Target): { readonly delay: number; readonly fault: Fault | null };
  /** Calls that came, by `sts:AssumeRole`; also those that a fault befell. */
  calls(): Readonly<Record<string, number>>;
  clearCalls(): void;
}

/** @returns a board with nothing on it. */
export function makeBoard(): Board {
  let faults: Fault[] = [];
  let counts = new Map<string, number>();
  return {
    set(fault) {
      faults.push(fault);
    },
    clear() {
      faults = [];
    },
    list: () => faults,
    meet(target) {
      const name = `${target.service}:${target.action}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      const meant = faults.filter((one) => isFor(one, target));
      const late = meant.filter((one) => one.kind === 'latency');
      const fault = meant.find((one) => one.kind !== 'latency') ?? null;
      const used = new Set([...late, fault]);
      faults = faults.flatMap((one) => (used.has(one) ? once(one) : [one]));
      return { delay: late.reduce((sum, one) => sum + (one.milliseconds ?? 1000), 0), fault };
    },
    calls: () => Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1))),
    clearCalls() {
      counts = new Map();
    },
  };
}

function isFor(fault: Fault, target: Target): boolean {
  if (fault.service !== undefined && fault.service !== target.service) return false;
  if (fault.region !== undefined && fault.region !== target.region) return false;
  return fault.action === undefined || fault.action === target.action;
}

/** What is left of a fault after one call. */
function once(fault: Fault): Fault[] {
  if (fault.times === undefined) return [fault];
  return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : [];
}
