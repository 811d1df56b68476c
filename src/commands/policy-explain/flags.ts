import { SentinelError } from '../../errors.ts';
import { MODES, type Mode } from '../../policy/types.ts';
import type { ParsedArgs } from '../types.ts';

/** What `policy explain` was asked, checked. */
export interface Asked {
  readonly profile: string;
  readonly user?: string;
  readonly arn?: string;
  readonly roleArn?: string;
  /** Milliseconds; absent: now. */
  readonly at?: number;
  readonly mode: Mode;
  readonly policyRef?: string;
  readonly configPath?: string;
  readonly regions?: readonly string[];
  readonly awsProfile?: string;
  readonly week: boolean;
  readonly json: boolean;
}

/** @throws SentinelError (usage) */
export function readFlags(args: ParsedArgs): Asked {
  const text = (name: string): string | undefined => {
    const value = args.flags[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const user = text('user');
  const arn = text('arn');
  if (user !== undefined && arn !== undefined) {
    throw new SentinelError('usage', 'Give --user or --arn, not both.');
  }
  if (user !== undefined && /[/:]/.test(user)) {
    throw new SentinelError('usage', `--user takes a name, not ${JSON.stringify(user)}.`, [
      'for other callers use --arn',
    ]);
  }
  const roleArn = text('role-arn');
  if (roleArn !== undefined && !/^arn:[a-z0-9-]+:iam::\d{12}:role\/./.test(roleArn)) {
    throw new SentinelError(
      'usage',
      `--role-arn takes a role's ARN, not ${JSON.stringify(roleArn)}.`,
    );
  }
  const parameter = text('policy-parameter');
  const policyRef = text('policy') ?? (parameter === undefined ? undefined : `ssm:${parameter}`);
  if (policyRef !== undefined && !/^(ssm|file):./.test(policyRef)) {
    throw new SentinelError(
      'usage',
      `--policy takes ssm:/NAME or file:PATH, not ${JSON.stringify(policyRef)}.`,
    );
  }
  const at = text('at');
  const configPath = text('config');
  const regions = text('region')
    ?.split(',')
    .map((region) => region.trim());
  const awsProfile = text('aws-profile');
  return {
    profile: text('profile') ?? '',
    mode: MODES.find((mode) => mode === args.flags['mode']) ?? 'cli',
    week: args.flags['week'] === true,
    json: args.flags['json'] === true,
    ...(user !== undefined && { user }),
    ...(arn !== undefined && { arn }),
    ...(roleArn !== undefined && { roleArn }),
    ...(policyRef !== undefined && { policyRef }),
    ...(at !== undefined && { at: instant(at) }),
    ...(configPath !== undefined && { configPath }),
    ...(regions !== undefined && { regions }),
    ...(awsProfile !== undefined && { awsProfile }),
  };
}

/** ISO 8601; without an offset it is UTC, since the machine's zone decides nothing here. */
function instant(text: string): number {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(
      text,
    );
  const at = match
    ? Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`)
    : Number.NaN;
  // A 31st of February would roll over into March without a word.
  const day = Date.parse(`${match?.[1]}T00:00:00Z`);
  if (Number.isFinite(at) && new Date(day).toISOString().slice(0, 10) === match?.[1]) return at;
  throw new SentinelError(
    'usage',
    `--at takes a time such as 2026-11-20T18:00:00Z, not ${JSON.stringify(text)}.`,
  );
}
