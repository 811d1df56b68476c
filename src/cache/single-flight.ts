import { lstatSync, mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { errorCode } from '../files/error-code.ts';
import { openTurn } from './turn.ts';

export interface Flight<T> {
  /** The answer where somebody has brought it already; null: not yet. Cheap: asked again and again. */
  ready(): Promise<T | null>;
  /** Brings the answer and puts it where `ready` finds it. Must not begin another flight for this key. */
  lead(): Promise<T>;
  readonly signal: AbortSignal;
}

/** Pauses between two looks of a follower, milliseconds: growing, so that fifty are no load. */
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 40;

/**
 * Of all processes of this user (and all callers in this one) that want the same `key`, one leads while
 * the others wait and look at `ready`. A leader that is killed is replaced at once; where it fails, its
 * error is its own and a follower leads next. Where our runtime folder cannot be trusted everybody leads.
 *
 * Whoever holds a lock of the kernel's leads: a socket would tell followers of the end without their
 * looking, but the socket of a leader that was killed stays, and two that find it dead can both
 * replace it; to hold against kill -9 it needs such a lock beside it anyway. Followers look at `ready`
 * first and take the lock only where nobody holds it and there is no answer, so that they do not queue.
 * @throws what `lead` or `ready` throw; the signal's reason.
 */
export async function singleFlight<T>(ctx: Context, key: string, flight: Flight<T>): Promise<T> {
  const { signal } = flight;
  signal.throwIfAborted();
  const found = await flight.ready();
  if (found !== null) return found;
  const folder = flightFolder(ctx);
  if (!folder) return flight.lead();
  const turn = openTurn(`${folder}/${hashOf(key)}`, ctx.debug);
  try {
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 1.3, LONGEST_PAUSE)) {
      const leads = turn.take();
      // Also for the leader: between its last look and its turn the one before may have brought it.
      const answer = await flight.ready();
      if (answer !== null) return answer;
      if (leads) return await flight.lead();
      // Jitter, so that fifty do not come back in step.
      await sleep(pause * (0.5 + Math.random()), undefined, { signal }).catch(() => {});
      signal.throwIfAborted();
    }
  } finally {
    turn.end();
  }
}

/** Ours alone, so that nobody else can hold us up or put files in our way; null: everybody leads. */
function flightFolder(ctx: Context): string | null {
  const { runtime } = ctx.paths;
  try {
    for (const path of [runtime, `${runtime}/flights`]) {
      mkdirSync(path, { recursive: true, mode: 0o700 });
      const found = lstatSync(path);
      const uid = process.getuid?.() ?? found.uid;
      const open = process.getuid !== undefined && (found.mode & 0o077) !== 0;
      if (!found.isDirectory() || found.uid !== uid || open) {
        ctx.debug?.(`no single flight: ${path} is a link, not ours, or open to others`);
        return null;
      }
    }
    return `${runtime}/flights`;
  } catch (error) {
    ctx.debug?.(`no single flight: ${runtime} cannot be used (${errorCode(error)})`);
    return null;
  }
}

function hashOf(key: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
