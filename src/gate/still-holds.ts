/** The last look before hand-over: AWS's time of the credentials themselves. Pure. */
import { SentinelError } from '../errors.ts';
import { evaluate } from '../policy/evaluate.ts';
import type { Fresh } from './credentials-from-aws.ts';
import type { Decided } from './decide.ts';
import type { Look } from './look.ts';

/** An answer's `Date` is cut to the second, and may be of another of AWS's clocks. */
const CLOCK_SLACK_MS = 60_000;

/**
 * A window may close between the decision and AWS's answer, and time may jump meanwhile (a machine that
 * slept): what AWS gave must be what was decided, or AWS would keep it alive past the grant.
 * @throws SentinelError `denied`, `failed`: the credentials are dropped, never handed over.
 */
export function stillHolds(seen: Look, decided: Decided, fresh: Fresh): void {
  const { lifetime, grant } = decided;
  const { expiration } = fresh.credentials;
  const over = grant.ends !== null && !(grant.ends > fresh.date);
  const changed =
    grant.kind === 'direct' && evaluate(seen.prepared, seen.asked, fresh.date).effect !== 'allow';
  if (over || changed) {
    throw new SentinelError(
      'denied',
      `[${seen.profile.name}]: the grant ended while AWS answered.`,
    );
  }
  // Without a session policy only the credentials' own end keeps them inside the grant.
  if (grant.ends !== null && lifetime.endsBy === null && !(expiration <= grant.ends)) {
    throw new SentinelError(
      'denied',
      `[${seen.profile.name}]: AWS answered so late that its credentials would outlive the grant.`,
      ['Try again.'],
    );
  }
  if (!(expiration <= fresh.date + lifetime.seconds * 1000 + CLOCK_SLACK_MS)) {
    throw new SentinelError('failed', 'AWS gave credentials that live longer than was asked for.');
  }
  if (!(expiration > fresh.date)) {
    throw new SentinelError('failed', 'AWS gave credentials that have already ended.');
  }
}
