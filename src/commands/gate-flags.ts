/** What the issuing commands share: their flags, and a request for the gate made from them. */
import { SentinelError } from '../errors.ts';
import type { IssueRequest } from '../gate/types.ts';
import { parseDuration } from '../policy/duration.ts';
import type { FlagSpec, ParsedArgs } from './types.ts';

export const ISSUE_FLAGS: Readonly<Record<string, FlagSpec>> = {
  profile: {
    type: 'string',
    value: 'NAME',
    short: 'p',
    completes: 'profile',
    required: true,
    summary: 'the AWS profile to get credentials for',
  },
  duration: {
    type: 'string',
    value: '1h',
    summary: 'how long; default 1h; over a cap it is cut and said',
  },
  policy: {
    type: 'string',
    value: 'REF',
    completes: 'policy',
    summary: 'ssm:/NAME, ssm:/PATH/ or file:PATH, instead of the configured policy',
  },
  'policy-parameter': {
    type: 'string',
    value: 'NAME',
    completes: 'parameter',
    summary: 'the policy by its SSM parameter name: --policy ssm:NAME',
  },
  'log-file': {
    type: 'string',
    value: 'PATH',
    completes: 'file',
    summary: 'write the decision log to this file too; if that fails, no credentials',
  },
  'require-sentinel': {
    type: 'boolean',
    summary: "refuse unless the role's trust policy demands Sentinel's stamp of everybody",
  },
  'log-stderr': { type: 'boolean', summary: 'write the decision log to stderr too' },
  'no-cache': {
    type: 'boolean',
    summary: 'neither use nor keep anything from other runs: sessions, MFA, who you are',
  },
};

/**
 * The flags as a request. @throws SentinelError `usage` for two policies, or a duration that is none.
 */
export function issueRequest(
  args: ParsedArgs,
  mode: IssueRequest['mode'],
): Omit<IssueRequest, 'signal'> {
  const text = (name: string) => {
    const value = args.flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const file = text('log-file');
  const duration = text('duration');
  const least = text('min-ttl');
  return {
    profile: text('profile') ?? '',
    mode,
    ...where(args),
    ...(duration !== undefined && { duration: seconds(duration) }),
    ...(least !== undefined && { minTtl: parseDuration(least) }),
    ...(args.flags['no-cache'] === true && { noCache: true }),
    ...(args.flags['require-sentinel'] === true && { requireSentinel: true }),
    log: { files: file === undefined ? [] : [file], stderr: args.flags['log-stderr'] === true },
  };
}

/** The part of a request that every command of the gate has: policy, regions, base, config. */
export function where(
  args: ParsedArgs,
): Pick<IssueRequest, 'policyRef' | 'regions' | 'awsProfile' | 'configPath'> {
  const text = (name: string) => {
    const value = args.flags[name];
    return typeof value === 'string' ? value : undefined;
  };
  const [policy, parameter] = [text('policy'), text('policy-parameter')];
  if (policy !== undefined && parameter !== undefined) {
    throw new SentinelError('usage', '--policy and --policy-parameter name two policies.');
  }
  const ref = policy ?? (parameter === undefined ? undefined : `ssm:${parameter}`);
  const [region, base, config] = [text('region'), text('aws-profile'), text('config')];
  return {
    ...(ref !== undefined && { policyRef: ref }),
    ...(region !== undefined && { regions: region.split(',').map((one) => one.trim()) }),
    ...(base !== undefined && { awsProfile: base }),
    ...(config !== undefined && { configPath: config }),
  };
}

function seconds(text: string): number {
  const value = parseDuration(text);
  if (value > 0) return value;
  throw new SentinelError('usage', `--duration ${text} is no time at all.`);
}
