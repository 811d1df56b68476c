/** Steps 4 and 5 of one issue: the grant, how long it lasts, and its line in the log; or the refusal. */
import type { LogHead } from '../audit/types.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { hexId } from '../files/ids.ts';
import { formatStamp, stampUser } from '../identity/stamp.ts';
import type { BreakglassEvent } from '../ledger/types.ts';
import { breakglassShuts } from '../policy/evaluate.ts';
import type { Verdict } from '../policy/types.ts';
import { skewNotice } from './aws-time.ts';
import { findEmergency } from './emergency.ts';
import { endpointNotice } from './endpoint-notice.ts';
import type { IssueFacts } from './entries.ts';
import { grantFor } from './grant.ts';
import { LEAST_SECONDS, type Lifetime, lifetimeOf } from './lifetime.ts';
import type { Look } from './look.ts';
import { shellWord } from './quote.ts';
import { refusal } from './refusal.ts';
import type { IssueRequest } from './types.ts';

/** An issue that may go on: it is in the log. */
export interface Decided {
  readonly facts: IssueFacts;
  readonly lifetime: Lifetime;
  /** When the grant ends, milliseconds; null: with the credentials. */
  readonly ends: number | null;
  readonly sessionName: string;
  readonly notices: readonly string[];
}

/**
 * Decides and has the decision written before it gives an answer.
 * @param record writes the decision durably; what it throws stops the issue.
 * @throws SentinelError the refusal, after it was written too.
 */
export async function decide(
  ctx: Context,
  request: IssueRequest,
  seen: Look,
  record: (facts: IssueFacts | null, refused?: string) => Promise<LogHead>,
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
    await record(null, emergency.why ?? (verdict.effect === 'allow' ? why.message : undefined));
    throw why;
  }
  const unstamped = assessment.unstampable !== undefined;
  const lifetime = lifetimeOf({
    at,
    wished: request.duration ?? wishOf(seen),
    caps: grant.kind === 'direct' ? capsOf(verdict, request.mode) : [STATIC_EMERGENCY],
    grantEnds: grant.ends,
    chained: !unstamped && (profile.hops.length > 1 || seen.credentials.sessionToken !== undefined),
  });
  const why =
    (unstamped ? whyNoUnstamped(seen, lifetime) : null) ??
    (request.requireSentinel ? await openToOthers(ctx, seen) : null);
  if (why) {
    await record(null, why.message);
    throw why;
  }
  const { rawName } = assessment.principal;
  // Drawn even where no stamp is set: the log and the row are found by it.
  const requestId = grant.kind === 'breakglass' ? grant.event.requestId : hexId(ctx.random, 4);
  const marker = grant.kind === 'breakglass' ? 'breakglass' : 'direct';
  const stamp = unstamped ? null : formatStamp({ rawName, marker, requestId });
  const facts: IssueFacts = { requestId, stamp, grant, granted: lifetime.granted };
  await record(facts);
  const notices = [
    skewNotice(assessment.skew),
    endpointNotice(ctx, seen.world.config.endpoints),
    stamp === null ? 'UNSTAMPED: CloudTrail will not show who used these credentials.' : null,
    ...lifetime.notices,
  ].filter((notice) => notice !== null);
  const ends = lifetime.endsBy ?? grant.ends;
  return { facts, lifetime, ends, sessionName: stampUser(rawName), notices };
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
  const { assessment, profile, credentials } = seen;
  const name = profile.name;
  if (assessment.verdict.unstamped !== true || profile.roleArn !== null) {
    return new SentinelError(
      'denied',
      `[${name}] cannot carry a stamp: ${assessment.unstampable}. Unstamped credentials are not given.`,
      profile.roleArn === null
        ? [
            `Add the role it is to assume to [${name}]: sentinel_role_arn = arn:aws:iam::ACCOUNT:role/NAME`,
          ]
        : ['Use the keys of an IAM user or a role session as its base: --aws-profile NAME'],
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
