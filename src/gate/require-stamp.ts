/** `--require-sentinel`: nothing is issued for a role that may also be assumed without Sentinel. */
import { AwsError, type Iam } from '../aws/api.ts';
import type { Context } from '../context.ts';
import { SentinelError } from '../errors.ts';
import { explainAws } from './aws-errors.ts';
import type { Look } from './look.ts';
import { trustGap } from './trust.ts';

const LEAVE_OUT = 'Or leave --require-sentinel out.';

/**
 * Why this role is not given, for the log and the user; null: everybody who assumes it needs a stamp.
 * What cannot be read counts as open. Of a chain the last role is looked at, whose credentials are handed
 * over. The base credentials read it, and IAM shows only the roles of one's own account.
 * @throws what is no answer of AWS (an interruption, a bug).
 */
export async function whyNotRequired(ctx: Context, seen: Look): Promise<SentinelError | null> {
  const { roleArn, account, principal } = seen.assessment;
  const name = seen.profile.name;
  if (roleArn === null) {
    return new SentinelError(
      'denied',
      `[${name}] leads to no role whose trust policy could demand a stamp.`,
      [`Add the role to [${name}]: sentinel_role_arn = arn:aws:iam::ACCOUNT:role/NAME`, LEAVE_OUT],
    );
  }
  if (account !== principal.account) {
    return unread(roleArn, `it is of another account than you (${principal.account})`, [
      `Use base credentials of ${account}: --aws-profile NAME`,
    ]);
  }
  const role = await readRole(ctx, seen, roleArn);
  if (role instanceof SentinelError) return role;
  // IAM goes by the name alone; the role that would be assumed has this path and partition too.
  if (role.arn !== roleArn) {
    return unread(roleArn, `IAM knows that name as ${role.arn}`, [
      `Correct the role of [${name}] in the AWS config file.`,
    ]);
  }
  const gap = trustGap(role.trustPolicy);
  if (!gap) return null;
  return new SentinelError(
    'denied',
    `${roleArn} may be assumed without Sentinel's stamp: ${gap.why}.`,
    [gap.fix, LEAVE_OUT],
  );
}

type Role = Awaited<ReturnType<Iam['getRole']>>['value'];

async function readRole(ctx: Context, seen: Look, arn: string): Promise<Role | SentinelError> {
  const { reader, assessment } = seen;
  const { credentials } = reader;
  try {
    const iam = await ctx.aws.iam({ region: assessment.region, credentials });
    const { value, date } = await iam.getRole(arn.slice(arn.lastIndexOf('/') + 1), reader.signal);
    reader.time.note(date);
    return value;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const doing = {
      what: `The trust policy of ${arn}`,
      step: 'trust',
      source: reader.source,
    } as const;
    const told = explainAws(error, doing) as SentinelError;
    return new SentinelError(told.kind, told.message, [...told.next, LEAVE_OUT]);
  }
}

function unread(arn: string, why: string, next: readonly string[]): SentinelError {
  return new SentinelError('failed', `The trust policy of ${arn} cannot be read: ${why}.`, [
    ...next,
    LEAVE_OUT,
  ]);
}
