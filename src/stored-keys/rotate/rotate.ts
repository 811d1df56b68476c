/**
 * A rotation: one step after the other until there is none left. `step.ts` decides, `take-step.ts` does,
 * and every stage is in the store before what follows it is done at AWS. Whoever repeats it after a crash
 * goes on where it ended: at no moment is there no working key, nor a key that nobody knows of.
 */
import { SentinelError } from '../../errors.ts';
import type { StoredKeys } from '../types.ts';
import { look } from './look.ts';
import { planText, refused, stepText } from './say.ts';
import { nextStep } from './step.ts';
import { finish, takeStep } from './take-step.ts';
import type { Rotated, RotateRequest, State, Tools } from './types.ts';

/** Six of a whole rotation, and some more where answers get lost. */
const MOST_STEPS = 16;

/**
 * Rotates, or goes on with a rotation. Nobody else may do so at the same time (the caller's lock).
 * @throws SentinelError with the way out; then too what was done is noted.
 */
export async function rotate(tools: Tools, request: RotateRequest): Promise<Rotated> {
  const { about, signal, tell } = request;
  let state = await look(tools, request, withWish(request));
  for (let left = MOST_STEPS; left > 0; left -= 1) {
    signal.throwIfAborted();
    const step = nextStep(state.keys, state.listed, state.now);
    if (step.do === 'refuse') throw refused(step.why, about);
    tell(stepText(step));
    if (step.do === 'finish') return finish(tools, request, state.keys, step);
    state = await takeStep(tools, request, state, step);
  }
  throw new SentinelError(
    'unavailable',
    `AWS's answers about the access keys of ${about.user} do not come to rest.`,
    [`Nothing is lost; go on with: sentinel keys rotate ${about.name}`],
  );
}

/** What `rotate` would do, in lines; nothing is done. @throws SentinelError what would stop it. */
export async function planRotation(tools: Tools, request: RotateRequest): Promise<string[]> {
  const { keys, listed, now }: State = await look(tools, request, request.keys);
  const step = nextStep(keys, listed, now);
  if (step.do === 'refuse') throw refused(step.why, request.about);
  return planText(step, keys, request.keepOld);
}

/** `--keep-old` of a repeated command holds for what was begun without it. */
function withWish({ keys, keepOld }: RotateRequest): StoredKeys {
  return keys.rotation && keepOld ? { ...keys, rotation: { ...keys.rotation, keepOld } } : keys;
}
