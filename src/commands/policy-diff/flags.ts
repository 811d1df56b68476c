/** What the three commands for policies as code share of their arguments. */
import { SentinelError } from '../../errors.ts';
import type { Where } from '../../policy-store/door.ts';
import { POLICY_KINDS, type PolicyKind } from '../../policy-store/kinds.ts';
import type { FlagSpec, ParsedArgs } from '../types.ts';

export const KIND_FLAG: FlagSpec = {
  type: 'string',
  value: 'KIND',
  choices: POLICY_KINDS,
  summary: 'which policy of the config file is meant',
};

export const PROFILE_FLAG: FlagSpec = {
  type: 'string',
  value: 'NAME',
  short: 'p',
  completes: 'profile',
  summary: 'stands in for {profile}; AWS is asked with its base credentials',
};

/** A flag's text; null where it is absent. */
export function textOf(args: ParsedArgs, name: string): string | null {
  const value = args.flags[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** @returns null where `--kind` is absent. */
export function kindOf(args: ParsedArgs): PolicyKind | null {
  return POLICY_KINDS.find((kind) => kind === args.flags['kind']) ?? null;
}

/** The one argument; null where there is none. @throws SentinelError `usage` for several. */
export function onlyArgument(args: ParsedArgs): string | null {
  const [one, ...more] = [...args.positionals, ...(args.rest ?? [])];
  if (more.length > 0) throw new SentinelError('usage', 'Name one file, folder or reference.');
  return one ?? null;
}

export function whereOf(args: ParsedArgs): Where {
  const [profile, base, config] = ['profile', 'aws-profile', 'config'].map((name) =>
    textOf(args, name),
  );
  const regions = textOf(args, 'region')
    ?.split(',')
    .map((one) => one.trim());
  return {
    ...(profile != null && { profile }),
    ...(base != null && { awsProfile: base }),
    ...(config != null && { configPath: config }),
    ...(regions && { regions }),
  };
}
