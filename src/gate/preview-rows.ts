/** Rows of a preview: as the files know them, with a verdict, with what is in the way. Pure. */
import { SentinelError } from '../errors.ts';
import { whyUnstampable } from '../identity/principal.ts';
import type { Principal } from '../identity/types.ts';
import { evaluate, type PreparedPolicy } from '../policy/evaluate.ts';
import type { Mode } from '../policy/types.ts';
import type { Profile } from '../profiles/types.ts';
import type { PreviewRow } from './preview-types.ts';

/** A row as far as the files know it. */
export function emptyRow(profile: Profile): PreviewRow {
  return {
    profile: profile.name,
    roleArn: profile.roleArn,
    account: profile.account,
    region: profile.region,
    verdict: null,
    unstampable: null,
    assumed: false,
    problem: profile.problem,
  };
}

/** A row whose identity or policy could not be had. @throws what is a bug and no answer. */
export function problemRow(profile: Profile, error: unknown): PreviewRow {
  if (!(error instanceof SentinelError)) throw error;
  const { kind, message, next, need } = error;
  const problem = { code: 'error', kind, message, next, ...(need && { need }) } as const;
  return { ...emptyRow(profile), problem };
}

/** A row with its verdict. */
export function judgedRow(
  profile: Profile,
  who: Who,
  by: {
    readonly prepared: PreparedPolicy;
    readonly mode: Mode;
    readonly at: number;
    /** The device whose code the base still wants. */
    readonly mfa: string | undefined;
  },
): PreviewRow {
  const { principal, assumed, from } = who;
  const account = profile.roleArn ? profile.account : principal.account;
  const { name, roleArn } = profile;
  const asked = { principal, profile: name, roleArn, account, mode: by.mode };
  return {
    ...emptyRow(profile),
    account,
    verdict: evaluate(by.prepared, asked, by.at),
    unstampable: profile.unstampable ?? whyUnstampable(principal),
    assumed,
    ...(from !== undefined && { assumedFrom: from }),
    // Others of the same base need no code.
    ...(by.mfa !== undefined && roleArn && profile.mfaSerial === by.mfa && { mfaSerial: by.mfa }),
  };
}

/** Whom a profile's base belongs to: as AWS said, or as another role of the same sign-in suggests. */
export interface Who {
  readonly principal: Principal;
  readonly assumed: boolean;
  /** The role that was asked about instead. */
  readonly from?: string;
}

const RESERVED = 'AWSReservedSSO_';

/**
 * The caller as a profile's base would make it known. For another permission set or account of the same
 * sign-in AWS gives the same session name and a role of its own, `AWSReservedSSO_SET_` and 16 hex (IAM
 * Identity Center user guide); those hex are not known here, so that only a glob over them holds.
 */
export function whoIs(profile: Profile, asked: Profile, caller: Principal): Who {
  const { base } = profile;
  if (base?.kind !== 'sso' || base.key === asked.base?.key) {
    return { principal: caller, assumed: false };
  }
  const { account } = base;
  const role = `${RESERVED}${base.role}_${'0'.repeat(16)}`;
  const arn = `arn:${caller.partition}:sts::${account}:assumed-role/${role}/${caller.rawName}`;
  return {
    principal: { ...caller, arn, account, role, type: 'assumed-role' },
    assumed: true,
    from: caller.role ?? caller.arn,
  };
}
