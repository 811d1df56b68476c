import type { StoredKeys } from '../types.ts';
import { untilKnown } from './patience.ts';
import { explained } from './say.ts';
import type { RotateRequest, State, Tools } from './types.ts';

/** Asks AWS which access keys there are. */
export async function look(
  { hands, pace }: Tools,
  { about, signal }: RotateRequest,
  keys: StoredKeys,
): Promise<State> {
  const { value, date } = await untilKnown(pace, signal, () => hands.list(keys.key, signal)).catch(
    (error: unknown) => {
      throw explained(error, about);
    },
  );
  return { keys, listed: value, now: date };
}
