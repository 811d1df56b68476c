/** Step 4 of one issue: the grant and how long it lasts; or the refusal, with its line in the log. */
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { hexId } from '../files/ids.ts';
import { formatStamp, stampUser } from '../identity/stamp.ts';
import type { BreakglassEvent } from '../ledger/types.ts';
import { breakglassShuts } from '../policy/evaluate.ts';
import type { Verdict } from '../policy/types.ts';
import { skewNotice } from './aws-time.ts';
import { findEmergency } from './emergency.ts';
import type { IssueFacts } from './entries.ts';
import { type Grant, grantFor } from './grant.ts';
import { LEAST_SECONDS, type Lifetime, lifetimeOf } from './lifetime.ts';
import type { Look } from './look.ts';
import { shellWord } from './quote.ts';
import { refusal } from './refusal.ts';
import type { IssueRequest } from './types.ts';

/** Permission to issue, and for how long. It is not in the log yet: that comes with what is given. */
export interface Decided {
  readonly grant: Grant;
  readonly lifetime: Lifetime;
  readonly unstamped: boolean;
  /** When the grant ends, milliseconds; null: with the credentials. */
  readonly ends: number | null;
  readonly sessionName: string;
  readonly notices: readonly string[];
}

/**
 * Decides. A refusal is written before it is given.
 * @param refuse writes it durably; what it throws stands instead.
 * @throws SentinelError the refusal.
 */
export async function decide(
  ctx: Context,
  request: IssueRequest,
  seen: Look,
  refuse: (why?: string) => Promise<unknown>,
): Promise<Decided> {
  const { assessment, profile, at } = seen;
  const { verdict } = assessment;
  const emergency = await findEmergency(ctx, request, seen);
  const fits = {
    principalArn: assessment.principal.arn,
    profile: profile.name,
    roleArn: assessment.roleArn,
    account: assessment.account,
  };
  const event = emergency.event && whileThereIsRoom(seen, emergency.event);
  // An event that was named and cannot be used must not end as a plain grant.
  const grant = emergency.why === null ? grantFor(verdict, event, fits, at) : null;
  if (!grant) {
    const why =
      emergency.why === null
        ? refusal(verdict, {
            profile: profile.name,
            policyRef: assessment.access.ref,
            breakglass: ctx.sandbox !== undefined,
          })
        : new SentinelError('denied', emergency.why);
    await refuse(emergency.why ?? (verdict.effect === 'allow' ? why.message : undefined));
    throw why;
  }
  const unstamped = assessment.unstampable !== undefined;
  const temporary = seen.reader.credentials.sessionToken !== undefined || seen.mfa.needed !== null;
  const lifetime = lifetimeOf({
    at,
    wished: request.duration ?? wishOf(seen),
    caps: grant.kind === 'direct' ? capsOf(verdict, request.mode) : [STATIC_EMERGENCY],
    grantEnds: grant.ends,
    chained: !unstamped && (profile.hops.length > 1 || temporary),
  });
  const why =
    (unstamped ? whyNoUnstamped(seen, lifetime) : null) ??
    (request.requireSentinel ? await openToOthers(ctx, seen) : null);
  if (why) {
    await refuse(why.message);
    throw why;
  }
  const notices = [
    skewNotice(assessment.skew),
    ...seen.notices,
    unstamped ? 'UNSTAMPED: CloudTrail will not show who used these credentials.' : null,
    ...lifetime.notices,
  ].filter((notice) => notice !== null);
  const ends = lifetime.endsBy ?? grant.ends;
  const sessionName = stampUser(assessment.principal.rawName);
  return { grant, lifetime, unstamped, ends, sessionName, notices };
}

/** Draws what makes this issue its own. @throws where the system has no random bytes: no credentials. */
export function drawFacts(ctx: Context, seen: Look, decided: Decided): IssueFacts {
  const { grant, unstamped, lifetime } = decided;
  const { rawName } = seen.assessment.principal;
  // Drawn even where no stamp is set: the log and the row are found by it.
  const requestId = grant.kind === 'breakglass' ? grant.event.requestId : hexId(ctx.random, 4);
  const marker = grant.kind === 'breakglass' ? 'breakglass' : 'direct';
  const stamp = unstamped ? null : formatStamp({ rawName, marker, requestId });
  return { requestId, stamp, grant, granted: lifetime.granted };
}

/** A rule that shuts break-glass from some hour on ends what an emergency gave out, too. */
function whileThereIsRoom({ prepared, asked, at }: Look, event: BreakglassEvent): BreakglassEvent {
  const shuts = breakglassShuts(prepared, asked, at);
  return shuts === null || shuts >= event.expiresAt ? event : { ...event, expiresAt: shuts };
}

/** An emergency's window may be longer, its credentials not: they cannot be taken back. Seconds. */
const STATIC_EMERGENCY = { seconds: 3600, by: 'the limit of credentials under break-glass' };

/** Loaded only where it is asked for. */
async function openToOthers(ctx: Context, seen: Look): Promise<SentinelError | null> {
  const { whyNotRequired } = await import('./require-stamp.ts');
  return whyNotRequired(ctx, seen);
}

/** The length that config or profile ask for, seconds; null: the default. */
function wishOf({ world, profile }: Look): number | null {
  return world.config.profiles[profile.name]?.duration ?? profile.durationSeconds;
}

function capsOf(verdict: Verdict, mode: IssueRequest['mode']) {
  const by = `the cap of rule "${verdict.rule}"`;
  const caps = [verdict.maxDuration, mode === 'server' ? verdict.maxServerDuration : null];
  return caps.filter((seconds) => seconds !== null).map((seconds) => ({ seconds, by }));
}

/** Why credentials without a stamp cannot be given; null: they can. */
function whyNoUnstamped(seen: Look, lifetime: Lifetime): SentinelError | null {
  const { assessment, profile } = seen;
  const { credentials } = seen.reader;
  const name = profile.name;
  if (profile.roleArn !== null) {
    return new SentinelError(
      'denied',
      `[${name}] cannot carry a stamp: ${assessment.unstampable}. Unstamped credentials are not given.`,
      ['Use the keys of an IAM user or a role session as its base: --aws-profile NAME'],
    );
  }
  if (assessment.verdict.unstamped !== true) {
    return new SentinelError(
      'denied',
      `[${name}] cannot carry a stamp, and unstamped credentials are not given. ${assessment.unstampable}`,
    );
  }
  if (credentials.sessionToken !== undefined) {
    return new SentinelError(
      'denied',
      `[${name}] has temporary keys of its own, whose end Sentinel can neither know nor set.`,
      [`Use them as they are: aws --profile ${shellWord(name)}, or add sentinel_role_arn.`],
    );
  }
  if (lifetime.granted < LEAST_SECONDS || lifetime.endsBy !== null) {
    return new SentinelError(
      'denied',
      `[${name}] cannot carry a stamp, and its grant ends before the 15 minutes that AWS gives at least.`,
    );
  }
  return null;
}
