/** The step that proves a new key before anything depends on it. */
import { AwsError, type CallerIdentity } from '../../aws/api.ts';
import { SentinelError } from '../../errors.ts';
import type { StoredKey, StoredKeys } from '../types.ts';
import { isUnknownKey, type Pace, untilKnown } from './patience.ts';
import { explained } from './say.ts';
import type { RotateRequest, Tools } from './types.ts';

/** Between two proofs, milliseconds: one server that knows a key does not speak for the next one. */
const BETWEEN_MS = 1_000;

/**
 * Waits until every region takes the key, twice. Of several regions one that does not answer at all is
 * left out.
 * @returns whose it is, which must be the old one's owner.
 */
export async function tryKey(
  tools: Tools,
  request: RotateRequest,
  keys: StoredKeys,
  key: StoredKey,
): Promise<NonNullable<StoredKeys['owner']>> {
  const { about, regions, signal } = request;
  const { pace } = tools;
  const pace2: Pace = { ...pace, most: pace.most / Math.max(1, regions.length) };
  let whose: CallerIdentity | null = null;
  let silent: unknown = null;
  for (const round of [1, 2]) {
    if (round === 2) await pace.pause(BETWEEN_MS, signal);
    for (const region of regions) {
      try {
        const ask = () => tools.hands.whose(key, region, signal);
        whose = (await untilKnown(pace2, signal, ask)).value;
      } catch (error) {
        if (isUnknownKey(error)) throw notYet(key, about.name, pace2.most);
        if (!(error instanceof AwsError && error.unreachable)) throw explained(error, about);
        silent = error;
      }
    }
  }
  if (!whose) throw explained(silent, about);
  if (keys.owner && whose.arn !== keys.owner.arn) {
    throw new SentinelError(
      'failed',
      `The new key ${key.id} is ${whose.arn}'s, not ${keys.owner.arn}'s.`,
      ['The old one stays in use. Find out who changed the user meanwhile.'],
    );
  }
  return { arn: whose.arn, account: whose.account };
}

function notYet({ id }: StoredKey, name: string, most: number): SentinelError {
  return new SentinelError(
    'unavailable',
    `AWS does not accept the new key ${id} after ${Math.round(most / 1000)} s; the old one is in use as before.`,
    [`Both are stored. Go on in a few minutes with: sentinel keys rotate ${name}`],
  );
}
