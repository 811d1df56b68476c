/** The last look before hand-over: AWS's time of the credentials themselves. Pure. */
import { SentinelError } from '../errors.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { Fresh } from './credentials-from-aws.ts';
import type { Decided } from './decide.ts';
import type { Look } from './look.ts';

/**
 * A window may close between the decision and AWS's answer.
 * @throws SentinelError `denied`: the credentials are dropped, never handed over.
 */
export function stillHolds(seen: Look, decided: Decided, fresh: Fresh): void {
  const { grant } = decided.facts;
  const over = grant.ends !== null && !(grant.ends > fresh.date);
  const changed =
    grant.kind === 'direct' && evaluate(seen.prepared, seen.asked, fresh.date).effect !== 'allow';
  if (over || changed) {
    throw new SentinelError(
      'denied',
      `[${seen.profile.name}]: the grant ended while AWS answered.`,
    );
  }
  if (!(fresh.credentials.expiration > fresh.date)) {
    throw new SentinelError('failed', 'AWS gave credentials that have already ended.');
  }
}
